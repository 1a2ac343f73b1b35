"""`python -m anlan.config.cli`, for processes that must not depend on where scripts are installed."""

from anlan.config.cli import main

if __name__ == "__main__":
    main()
