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

local function await(name, condition, more)
  local ok = vim.wait(10000, condition, 20)
  check(name, ok, not ok and more and more())
end

local function client()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
end

-- The request of a client differs between the versions; the protocol does not.
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

local function document() return { uri = vim.uri_from_bufnr(0) } end

local function text() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') end

local function findings() return vim.diagnostic.get(0) end

-- Puts the cursor at the beginning of what a pattern finds, or behind it.
local function go(pattern, behind)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  check('there is ' .. pattern, vim.fn.search(pattern, behind and 'ce' or 'c') > 0, text())
  if behind then
    local at = vim.api.nvim_win_get_cursor(0)
    vim.wo.virtualedit = 'onemore'
    vim.api.nvim_win_set_cursor(0, { at[1], at[2] + 1 })
  end
end

-- The words in windows over the text.
local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
    end
  end
end

local function wrong(count)
  return function() return #findings() == count end
end

vim.cmd('edit ' .. folder .. '/bot.flow')
check('the file is a script', vim.bo.filetype == 'flow', vim.bo.filetype)
check('words have colours before the server comes', parser or vim.fn.synIDattr(vim.fn.synID(1, 1, 1), 'name') == 'flowKeyword')
await('the server is there', function() return client() ~= nil and client().server_capabilities ~= nil end)
check('columns are counted as agreed', vim.tbl_contains({ 'utf-8', 'utf-16' }, client().offset_encoding), client().offset_encoding)

-- Behind an emoji and Cyrillic letters the place of a finding is still right.
await('a finding is shown', wrong(1), findings)
local found = findings()[1]
local line = vim.api.nvim_buf_get_lines(0, found.lnum, found.lnum + 1, false)[1]
check('it is the right one', found.message:match('flow `hello` has no step `thnks`'), found)
check('it stands at its word', line:sub(found.col + 1, found.end_col) == 'thnks', { found, line })

-- The quick fix, taken from the menu of the editor.
local offered
vim.ui.select = function(items, options, choose)
  offered = vim.tbl_map(options.format_item or tostring, items)
  for nth, item in ipairs(items) do
    if offered[nth]:match('thanks') then return choose(item, nth) end
  end
end
go('thnks')
vim.lsp.buf.code_action()
await('a fix is taken', function() return text():match('%-> thanks }') end, function() return { offered, text() } end)
await('the finding goes', wrong(0), findings)

-- Typed letter by letter, as a person does, a word is wrong for a while and then right.
vim.cmd('normal! ciwthan')
await('half a word is wrong', wrong(1), findings)
vim.cmd('normal! aks')
await('all of it is right', wrong(0), findings)

-- What fits behind an arrow.
go('-> thanks }')
vim.cmd('normal! wi?')
go('-> ', true)
vim.cmd('normal! x')
local position = vim.lsp.util.make_position_params(0, client().offset_encoding)
local items = ask('textDocument/completion', position)
items = items.items or items
local names = vim.tbl_map(function(it) return it.label end, items)
check('steps are offered', vim.tbl_contains(names, 'thanks'), names)

go('thanks }')
vim.lsp.buf.hover()
await('a window tells what a step is', function() return (floating() or ''):match('step thanks') end, floating)
vim.cmd('normal! l')
vim.lsp.buf.definition()
await('the definition is found', function() return vim.api.nvim_get_current_line():match('^  step thanks {') end, text)
vim.lsp.buf.rename('bye')
await('a step is renamed where it is and where it is used',
  function() return text():match('%-> bye }') and text():match('step bye {') end, text)
await('nothing is wrong behind it', wrong(0), findings)

vim.api.nvim_buf_set_text(0, 0, 0, 0, 3, { 'bot  ' })
if vim.lsp.buf.format then vim.lsp.buf.format() else vim.lsp.buf.formatting_sync(nil, 10000) end
check('the text is formatted', text():match('^bot "Savings 👋" { start hello }\n'), text())

if parser then
  local row = vim.fn.search('step bye') - 1
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
check('words have colours by their meaning', #colours.data > 50, colours)
local symbols = ask('textDocument/documentSymbol', { textDocument = document() })
check('the outline has the flow', vim.tbl_contains(vim.tbl_map(function(it) return it.name end, symbols), 'hello'), symbols)

-- The lenses do what they say.
local function lens(title)
  for _, it in ipairs(ask('textDocument/codeLens', { textDocument = document() })) do
    if it.command.title == title then
      return vim.lsp.commands[it.command.command](it.command, { client_id = client().id, bufnr = vim.api.nvim_get_current_buf() })
    end
  end
  check('there is a lens ' .. title, false, text())
end
vim.cmd('silent write')
lens('2 references')
check('references are listed', #vim.fn.getqflist() == 2, vim.fn.getqflist())
vim.cmd('cclose | edit ' .. folder .. '/tests.flow')
lens('run this test')
await('a test is played', function() return text():match('Ah, Львів!') and text():match('1 passed') end, text)
vim.cmd('quit!')

-- What lies in the binary opens like a file.
vim.cmd('silent edit flowc:/explain/F0202.md')
check('the page of a finding opens', text():match('F0202') or text():match('step'), text())
check('it is Markdown', vim.bo.filetype == 'markdown', vim.bo.filetype)
vim.cmd('qall!')
