(flow (block) @class.inside) @class.around
(step (block) @function.inside) @function.around
(test (block) @test.inside) @test.around
(arg) @parameter.inside
[(comment) (doc_comment)] @comment.inside
(comment)+ @comment.around
(doc_comment)+ @comment.around
