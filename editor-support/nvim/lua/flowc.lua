-- The language server in every Neovim since 0.7, and what it needs of the editor.
local M = {}

local function root(path)
  local folder = vim.fn.fnamemodify(path, ':h')
  for _, marker in ipairs({ 'flow.yaml', '.git' }) do
    local found = vim.fn.findfile(marker, folder .. ';')
    if found == '' then found = vim.fn.finddir(marker, folder .. ';') end
    if found ~= '' then return vim.fn.fnamemodify(found, ':p:h') end
  end
  return folder
end

local clients = {}

local function start(options, buffer)
  local folder = root(vim.api.nvim_buf_get_name(buffer))
  local config = vim.tbl_deep_extend('force', {
    name = 'flowc',
    cmd = { 'flowc', 'lsp' },
    root_dir = folder,
    workspace_folders = { { uri = vim.uri_from_fname(folder), name = folder } },
  }, options)
  if vim.lsp.start then return vim.lsp.start(config, { bufnr = buffer }) end
  clients[folder] = clients[folder] or vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(buffer, clients[folder])
end

-- The answer to a request; how it is asked for has changed with Neovim 0.11.
local function request(client, method, params, buffer)
  if vim.fn.has('nvim-0.11') == 1 then return client:request_sync(method, params, 2000, buffer) end
  return client.request_sync(method, params, 2000, buffer)
end

-- The lens "open in graph": the picture of a flow, in the browser.
local function graph(command, context)
  local uri, flow = command.arguments[1], command.arguments[2]
  local client = vim.lsp.get_client_by_id(context.client_id)
  local params = { textDocument = { uri = uri }, flow = flow }
  local answer = request(client, 'flowc/graph', params, context.bufnr)
  if not (answer and answer.result) then return end
  local path = vim.fn.tempname() .. '.svg'
  vim.fn.writefile(vim.split(answer.result.svg, '\n'), path)
  if vim.ui.open then return vim.ui.open(path) end
  vim.fn.jobstart({ vim.fn.has('mac') == 1 and 'open' or 'xdg-open', path }, { detach = true })
end

-- The lens of references: they stand in the quickfix list.
local function references(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local items = vim.lsp.util.locations_to_items(command.arguments[3], client.offset_encoding)
  vim.fn.setqflist({}, ' ', { title = command.title, items = items })
  vim.cmd('botright copen')
end

-- The lens above a test: it is played in a terminal.
local function test(binary)
  return function(command)
    local path = vim.uri_to_fname(command.arguments[1])
    local folder = vim.fn.fnamemodify(path, ':h')
    local project = vim.fn.filereadable(folder .. '/flow.yaml') == 1 and folder or path
    vim.cmd('botright new')
    vim.fn.termopen({ binary, 'test', project, '--show', '--filter', command.arguments[2] })
  end
end

--- Starts the server for scripts. `options` are those of `vim.lsp.start_client`, such as `cmd`.
function M.setup(options)
  options = options or {}
  vim.lsp.commands['flowc.graph'] = graph
  vim.lsp.commands['flowc.references'] = references
  vim.lsp.commands['flowc.runTest'] = test((options.cmd or { 'flowc' })[1])
  local group = vim.api.nvim_create_augroup('flowc', {})
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = 'flow',
    callback = function(event)
      -- What lies in the binary has no folder.
      if not vim.api.nvim_buf_get_name(event.buf):match('flowc:/') then start(options, event.buf) end
    end,
  })
  -- The sources of libraries and the pages of findings, which lie in the binary.
  vim.api.nvim_create_autocmd('BufReadCmd', {
    group = group,
    pattern = { 'flowc:/*', '*/flowc:/*' },
    callback = function(event)
      local get = vim.lsp.get_clients or vim.lsp.get_active_clients
      for _, client in ipairs(get()) do
        if client.name == 'flowc' then
          local params = { uri = event.match:match('flowc:/.*$') }
          local answer = request(client, 'flowc/text', params, event.buf)
          if answer and answer.result then
            vim.api.nvim_buf_set_lines(event.buf, 0, -1, false, vim.split(answer.result, '\n'))
            vim.bo[event.buf].buftype, vim.bo[event.buf].modifiable = 'nofile', false
            vim.bo[event.buf].filetype = event.match:match('%.md$') and 'markdown' or 'flow'
            return
          end
        end
      end
    end,
  })
end

return M
