" Colours of flow scripts; the language server's semantic tokens lie over them.
if exists('b:current_syntax')
  finish
endif
syntax iskeyword @,48-57,_,192-255
syntax match flowKeyword /\<\%(ab\|action\|add\|added\|after\|again\|ai\|and\|any\|arm\|ask\|at\|blocked\|bool\|bot\|broadcast\|button\|buttons\|by\|caption\|changed\|channel\|channels\|contact\|contacts\|contains\|date\|day\|delay\|do\|down\|drop\|duration\|each\|else\|email\|empty\|end\|every\|expect\|failed\|fails\|false\|field\|file\|flow\|for\|fri\|from\|gather\|goal\|guardrails\|handoff\|hour\|hours\|if\|image\|in\|include\|is\|joined\|joins\|keep\|knowledge\|languages\|leaves\|left\|like\|link\|list\|location\|matches\|message\|messages\|mon\|month\|most\|moved\|no\|not\|note\|nothing\|notify\|number\|of\|on\|one\|opening\|operator\|opt\|or\|out\|over\|per\|persona\|phone\|postback\|press\|presses\|private\|quiet\|reach\|read\|remove\|removed\|replies\|reply\|returns\|route\|routed\|routes\|sat\|save\|say\|send\|set\|silence\|start\|step\|stop\|sun\|tag\|template\|test\|text\|thu\|time\|times\|timezone\|to\|tone\|tracker\|true\|tue\|unanswered\|until\|use\|user\|video\|visit\|voice\|wait\|waits\|webhook\|wed\|when\|where\|with\|within\|words\|yes\)\>/
syntax keyword flowConstant true false empty
syntax match flowName /\%(->\s*\|\<\%(step\|flow\|save\|set\|tag\|reach\|do\)\s\+\)\@<=\%(\%(end\|flow\)\>\)\@!\h\k*/
syntax match flowNumber /\<\d\+\%([:.-]\d\+\)*\%([wdhms]\d*\)*%\?/
syntax match flowOperator /->\|==\|!=\|<=\|>=\|[<>=+*|]/
syntax match flowEscape /\["\n{}]/ contained
syntax region flowHole matchgroup=flowHoleSign start=/{/ end=/}/ oneline contained contains=flowText,flowNumber,flowOperator
syntax region flowText start=/"/ skip=/\./ end=/"/ oneline contains=flowEscape,flowHole,@Spell
syntax region flowText start=/"""/ end=/"""/ contains=flowEscape,flowHole,@Spell
syntax region flowRegex start=+\%(matches\s\)\@<=/+ skip=+\.+ end=+/i\?+ oneline
syntax match flowComment /#.*/ contains=@Spell
syntax match flowDoc /##.*/ contains=@Spell
syntax sync minlines=200

highlight default link flowKeyword Keyword
highlight default link flowConstant Constant
highlight default link flowName Identifier
highlight default link flowNumber Number
highlight default link flowOperator Operator
highlight default link flowEscape SpecialChar
highlight default link flowHoleSign Special
highlight default link flowText String
highlight default link flowRegex String
highlight default link flowComment Comment
highlight default link flowDoc SpecialComment
if has('nvim-0.9')
  highlight default link @lsp.type.escape.flow SpecialChar
  highlight default link @lsp.type.builtin.flow Function
endif
let b:current_syntax = 'flow'
