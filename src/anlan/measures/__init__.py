"""度量: what is counted, over what, and how it is read."""
