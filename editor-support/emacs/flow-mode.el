;;; flow-mode.el --- Chat funnels as programs -*- lexical-binding: t; -*-

;;; Commentary:
;; Colours, indentation, and the language server through eglot.

;;; Code:

(defvar flow-mode-words
  (split-string "ab action add added after again ai and any arm ask at blocked bool bot broadcast button buttons by caption changed channel channels contact contacts contains date day delay do down drop duration each else email empty end every expect failed fails false field file flow for fri from gather goal guardrails handoff hour hours if image in include is joined joins keep knowledge languages leaves left like link list location matches message messages mon month most moved no not note nothing notify number of on one opening operator opt or out over per persona phone postback press presses private quiet reach read remove removed replies reply returns route routed routes sat save say send set silence start step stop sun tag template test text thu time times timezone to tone tracker true tue unanswered until use user video visit voice wait waits webhook wed when where with within words yes")
  "The words of the language.")

(defvar flow-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?_ "w" table)
    (modify-syntax-entry ?\" "\"" table)
    table)
  "What signs are in scripts.")

(defvar flow-mode-font-lock
  `(("->[ \t]*\\([[:word:]]+\\)" 1 font-lock-function-name-face)
    ("\\_<\\(?:step\\|flow\\)[ \t]+\\([[:word:].]+\\)" 1 font-lock-function-name-face)
    ("\\_<\\(?:save\\|set\\|tag\\|field\\)[ \t]+\\([[:word:].]+\\)" 1 font-lock-variable-name-face)
    (,(regexp-opt '("true" "false" "empty") 'symbols) . font-lock-constant-face)
    (,(regexp-opt flow-mode-words 'symbols) . font-lock-keyword-face))
  "Colours of scripts.")

(defun flow-mode-indent-line ()
  "Indents a line by the braces before it."
  (interactive)
  (let* ((depth (car (syntax-ppss (line-beginning-position))))
         (closes (save-excursion (back-to-indentation) (looking-at-p "[})]"))))
    (save-excursion (indent-line-to (* 2 (max 0 (if closes (1- depth) depth)))))
    (when (< (current-column) (current-indentation)) (back-to-indentation))))

;;;###autoload
(define-derived-mode flow-mode prog-mode "Flow"
  "Major mode for flow scripts."
  (setq-local comment-start "# ")
  (setq-local comment-start-skip "#+[ \t]*")
  (setq-local indent-tabs-mode nil)
  (setq-local indent-line-function #'flow-mode-indent-line)
  (setq-local font-lock-defaults '(flow-mode-font-lock)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.flow\\'" . flow-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(flow-mode . ("flowc" "lsp"))))

(provide 'flow-mode)
;;; flow-mode.el ends here
