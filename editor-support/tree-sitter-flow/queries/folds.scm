[(block) (text) (args) (params)] @fold
