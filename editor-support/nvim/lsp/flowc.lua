-- The language server, for `vim.lsp.enable('flowc')` (Neovim 0.11 and newer).
return { cmd = { 'flowc', 'lsp' }, filetypes = { 'flow' }, root_markers = { 'flow.yaml', '.git' } }
