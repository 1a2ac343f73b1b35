"""How a case begins: which kind it sounds like and whose it would be, where it lies, its first rows, its receipt."""
