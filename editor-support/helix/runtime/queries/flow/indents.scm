[(block) (args) (params) (like) (buttons)] @indent
["}" ")"] @outdent
