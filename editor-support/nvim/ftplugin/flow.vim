setlocal commentstring=#\ %s comments=:##,:# expandtab shiftwidth=2 softtabstop=2 tabstop=2
" Colours of the tree-sitter grammar, where its parser was built.
lua pcall(vim.treesitter.start)
