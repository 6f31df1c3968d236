"""The sub-commands of `koperasi`, one module each; heavy imports wait until a command runs."""
