(flow "flow" @context name: (name) @name) @item
(step "step" @context name: (name) @name) @item
(routes "routes" @context name: (name) @name) @item
(broadcast "broadcast" @context name: (name) @name) @item
(test "test" @context (text) @name) @item
