"""From a finished job to a file on disk: the source, the transfer, the partial file, and its checks."""
