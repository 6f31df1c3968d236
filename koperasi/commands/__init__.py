"""The sub-commands of `koperasi`, one module each, for `cli` alone; heavy imports wait until one runs."""
