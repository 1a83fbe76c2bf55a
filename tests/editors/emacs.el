;;; emacs.el --- An editor opens a project, sees what is wrong, and mends it -*- lexical-binding: t; -*-

;;; Commentary:
;; Run by run.sh: emacs --batch.

;;; Code:

(package-initialize)
(require 'eglot)
(require 'flymake)
(add-to-list 'load-path (getenv "SUPPORT"))
(require 'flow-mode)
(setq eglot-sync-connect 10 eglot-autoshutdown nil eglot-confirm-server-initiated-edits nil)
(with-eval-after-load 'eglot
  (push `(flow-mode . (,(getenv "FLOWC") "lsp")) eglot-server-programs))

(defun check (name ok)
  "Ends the test unless OK; NAME is what should be."
  (unless ok
    (message "FAILED %s\n%s" name (buffer-string))
    (kill-emacs 1))
  (message "ok %s" name))

(defun await (name holds)
  "Waits until the function HOLDS gives something; NAME is what should be."
  (let ((end (+ (float-time) 10)))
    (while (and (not (funcall holds)) (< (float-time) end))
      (accept-process-output nil 0.05)))
  (check name (funcall holds)))

(defun face-of (word)
  "The colour of the first WORD."
  (save-excursion
    (goto-char (point-min))
    (search-forward word)
    (get-text-property (match-beginning 0) 'face)))

(find-file (expand-file-name "bot.flow" (getenv "PROJECT")))
(check "the file is a script" (eq major-mode 'flow-mode))
(font-lock-ensure)
(check "a word is one" (eq (face-of "flow hello") 'font-lock-keyword-face))
(check "a step is one" (eq (face-of "ask_city") 'font-lock-function-name-face))
(check "a text is one" (eq (face-of "\"Где") 'font-lock-string-face))

(eglot-ensure)
(run-hooks 'post-command-hook)
(await "the server is there" (lambda () (eglot-current-server)))
(flymake-start)
(await "a finding is shown" (lambda () (flymake-diagnostics)))
(let ((found (car (flymake-diagnostics))))
  (check "it is the right one" (string-match-p "has no step `thnks`" (flymake-diagnostic-text found)))
  ;; Behind an emoji and Cyrillic letters its place is right.
  (check "it stands at its word"
         (equal (buffer-substring (flymake-diagnostic-beg found) (flymake-diagnostic-end found)) "thnks"))
  (goto-char (flymake-diagnostic-beg found)))

(let* ((fixes (eglot-code-actions (point) (point) "quickfix"))
       (fix (seq-find (lambda (it) (string-match-p "thanks" (plist-get it :title))) fixes)))
  (check "a fix is offered" fix)
  (eglot--apply-workspace-edit (plist-get fix :edit)))
(check "a fix is taken" (string-match-p "-> thanks }" (buffer-string)))
;; What eglot does when the typing rests: nothing rests without a terminal.
(eglot--signal-textDocument/didChange)
(await "the finding goes" (lambda () (not (flymake-diagnostics))))

(goto-char (point-min))
(search-forward "-> tha")
(let* ((offered (run-hook-with-args-until-success 'completion-at-point-functions))
       (names (all-completions "tha" (nth 2 offered))))
  (check "steps are offered" (member "thanks" (mapcar #'substring-no-properties names))))
(eglot-rename "bye")
(check "a step is renamed where it is and where it is used"
       (and (string-match-p "-> bye }" (buffer-string)) (string-match-p "step bye {" (buffer-string))))
(eglot-format-buffer)
(check "the text is formatted" (string-match-p "\\`bot \"Savings 👋\" { start hello }\n" (buffer-string)))

(goto-char (point-min))
(search-forward "say")
(beginning-of-line)
(delete-horizontal-space)
(indent-for-tab-command)
(check "a line is indented" (= (current-indentation) 4))
(set-buffer-modified-p nil)
(kill-emacs 0)
;;; emacs.el ends here
