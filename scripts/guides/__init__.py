"""The guides' pictures: one file a guide says which pages are taken, `walk` and `shots` take them."""
