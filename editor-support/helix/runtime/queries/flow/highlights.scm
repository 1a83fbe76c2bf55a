; Colours. What stands below lies over what stands above.

(comment) @comment
(doc_comment) @comment.line.documentation

; ---------------------------------------------------------------- words

; The words of the language: the line is written by tests/editors.rs.
["ab" "action" "add" "added" "after" "again" "ai" "and" "any" "arm" "ask" "at" "blocked" "bool" "bot" "broadcast" "button" "buttons" "by" "caption" "changed" "channel" "channels" "contact" "contacts" "contains" "date" "day" "delay" "do" "down" "drop" "duration" "each" "else" "email" "empty" "end" "every" "expect" "failed" "fails" "false" "field" "file" "flow" "for" "fri" "from" "gather" "goal" "guardrails" "handoff" "hour" "hours" "if" "image" "in" "include" "is" "joined" "joins" "keep" "knowledge" "languages" "leaves" "left" "like" "link" "list" "location" "matches" "message" "messages" "mon" "month" "most" "moved" "no" "not" "note" "nothing" "notify" "number" "of" "on" "one" "opening" "operator" "opt" "or" "out" "over" "per" "persona" "phone" "postback" "press" "presses" "private" "quiet" "reach" "read" "remove" "removed" "replies" "reply" "returns" "route" "routed" "routes" "sat" "save" "say" "send" "set" "silence" "start" "step" "stop" "sun" "tag" "template" "test" "text" "thu" "time" "times" "timezone" "to" "tone" "tracker" "true" "tue" "unanswered" "until" "use" "user" "video" "visit" "voice" "wait" "waits" "webhook" "wed" "when" "where" "with" "within" "words" "yes"] @keyword

["if" "else"] @keyword.control.conditional
["for" "each"] @keyword.control.repeat
["use" "include"] @keyword.control.import
["and" "or" "not" "in" "is" "contains" "matches"] @keyword.operator

["true" "false"] @constant.builtin.boolean
"empty" @constant.builtin
(day _ @constant.builtin)

(type ["text" "number" "bool" "time" "date" "duration" "image" "file" "one" "list"] @type.builtin)
(answer_kind _ @type.builtin)

; ---------------------------------------------------------------- names

(name) @variable
(member) @variable.other.member
(param (name) @variable.parameter)
(arg name: (name) @variable.parameter)

(path . (name) @variable.builtin
  (#any-of? @variable.builtin "contact" "tracker" "answer" "now"))

(tag (name) @constant)
(goal (name) @constant)
(_ tag: (name) @constant)
(_ goal: (name) @constant)

(step name: (name) @label)
(_ step: (name) @label)
(arm (name) @label)

(flow name: (name) @function)
(routes name: (name) @function)
(broadcast name: (name) @function)
(ai_reply (name) @function)
(ab (name) @function)
(_ flow: (name) @function)
(_ flow: (path (_) @function))
(include (path (_) @function))

(use (path (_) @namespace))
(_ action: (path (_) @function))
(call function: (name) @function.builtin)
(filter name: (name) @function.builtin)

; ---------------------------------------------------------------- literals

(text ["\"" "\"\"\""] @string)
(chunk) @string
(escape) @constant.character.escape
(regex) @string.regexp
[(number) (percent) (duration) (clock) (date)] @constant.numeric

; ---------------------------------------------------------------- signs

["->" "=" "==" "!=" "<" "<=" ">" ">=" "+" "-" "*" "/" "|"] @operator
["," ":" "."] @punctuation.delimiter
["(" ")" "{" "}"] @punctuation.bracket
(hole ["{" "}"] @punctuation.special)
