"""`python -m noroshi` is the `noroshi` command."""

from noroshi.cli.main import run

if __name__ == "__main__":
    run()
