-- An editor opens a project, sees what is wrong, and mends it: run by run.sh in Neovim 0.7 and in the current one.
local folder, binary, support = os.getenv('PROJECT'), os.getenv('FLOWC'), os.getenv('SUPPORT')
vim.opt.runtimepath:prepend(support)
local parser = os.getenv('PARSER')
if parser then vim.opt.runtimepath:append(parser) end
vim.cmd('filetype plugin on | syntax on')
require('flowc').setup({ cmd = { binary, 'lsp' } })

local function check(name, ok, more)
  if not ok then
    io.stdout:write('FAILED ' .. name .. ' ' .. vim.inspect(more) .. '\n')
    vim.cmd('cquit 1')
  end
  io.stdout:write('ok ' .. name .. '\n')
end

local function await(name, condition)
  check(name, vim.wait(10000, condition, 20))
end

local function client()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
end

local function ask(method, params)
  local client, buffer, answer = client(), vim.api.nvim_get_current_buf(), nil
  if vim.fn.has('nvim-0.11') == 1 then
    answer = client:request_sync(method, params, 10000, buffer)
  else
    answer = client.request_sync(method, params, 10000, buffer)
  end
  check(method, answer and not answer.err, answer)
  return answer.result
end

-- The request of a client differs between the versions; the protocol does not.
local function document() return { uri = vim.uri_from_bufnr(0) } end

local function text() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') end

local function messages()
  return vim.tbl_map(function(it) return it.message end, vim.diagnostic.get(0))
end

vim.cmd('edit ' .. folder .. '/bot.flow')
check('the file is a script', vim.bo.filetype == 'flow', vim.bo.filetype)
await('the server is there', function() return client() ~= nil and client().server_capabilities ~= nil end)
check('columns are counted as agreed', vim.tbl_contains({ 'utf-8', 'utf-16' }, client().offset_encoding), client().offset_encoding)

-- Behind an emoji and Cyrillic letters the place of a finding is still right.
await('a finding is shown', function() return #vim.diagnostic.get(0) == 1 end)
local found = vim.diagnostic.get(0)[1]
local line = vim.api.nvim_buf_get_lines(0, found.lnum, found.lnum + 1, false)[1]
check('it is the right one', found.message:match('flow `hello` has no step `thnks`'), found)
check('it stands at its word', line:sub(found.col + 1, found.end_col) == 'thnks', { found, line })

-- The word is mended in the buffer, byte by byte as a person would.
vim.api.nvim_buf_set_text(0, found.lnum, found.col, found.lnum, found.end_col, { 'thanks' })
await('the finding goes', function() return #vim.diagnostic.get(0) == 0 end)

vim.api.nvim_buf_set_text(0, 0, 0, 0, 3, { 'bot  ' })
local edits = ask('textDocument/formatting', { textDocument = document(), options = { tabSize = 2, insertSpaces = true } })
vim.lsp.util.apply_text_edits(edits, vim.api.nvim_get_current_buf(), client().offset_encoding)
check('the text is formatted', text():match('^bot "Savings 👋" { start hello }\n'), text())

if parser then
  local row = vim.fn.search('step thanks') - 1
  local function is(column, name)
    local captures = vim.treesitter.get_captures_at_pos(0, row, column)
    return #captures > 0 and captures[#captures].capture == name
  end
  check('the tree has colours', vim.treesitter.highlighter.active[vim.api.nvim_get_current_buf()] ~= nil)
  check('a word is one', is(2, 'keyword'), vim.treesitter.get_captures_at_pos(0, row, 2))
  check('a step is one', is(8, 'label'), vim.treesitter.get_captures_at_pos(0, row, 8))
  vim.opt_local.foldmethod, vim.opt_local.foldexpr = 'expr', 'v:lua.vim.treesitter.foldexpr()'
  check('the tree folds', vim.fn.foldlevel(row + 1) == 2, vim.fn.foldlevel(row + 1))
end

local folds = ask('textDocument/foldingRange', { textDocument = document() })
check('blocks fold', #folds >= 3, folds)
local colours = ask('textDocument/semanticTokens/full', { textDocument = document() })
check('words have colours', #colours.data > 50, colours)
if client().server_capabilities.completionProvider then
  -- A line of ASCII alone: its columns are the same in every encoding.
  local at = { line = vim.fn.search('^ *-> thanks$') - 1, character = #'    -> th' }
  local items = ask('textDocument/completion', { textDocument = document(), position = at })
  items = items.items or items
  check('steps are offered', vim.tbl_contains(vim.tbl_map(function(it) return it.label end, items), 'thanks'), items)
end
if client().server_capabilities.renameProvider then
  local row = vim.fn.search('step thanks') - 1
  local edit = ask('textDocument/rename', {
    textDocument = document(), position = { line = row, character = 8 }, newName = 'bye',
  })
  vim.lsp.util.apply_workspace_edit(edit, client().offset_encoding)
  check('a step is renamed where it is and where it is used', text():match('%-> bye') and text():match('step bye'), text())
  await('nothing is wrong behind it', function() return #vim.diagnostic.get(0) == 0 end)
end

-- What lies in the binary opens like a file.
vim.cmd('silent edit flowc:/explain/F0202.md')
check('the page of a finding opens', text():match('F0202') or text():match('step'), messages())
check('it is Markdown', vim.bo.filetype == 'markdown', vim.bo.filetype)
vim.cmd('qall!')
