setlocal commentstring=#\ %s comments=:##,:# expandtab shiftwidth=2 softtabstop=2 tabstop=2
