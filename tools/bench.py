"""``make bench``: measures the platform on two invented trusts and keeps the results in docs/benchmarks.md."""

from benchmarks.command import main

if __name__ == "__main__":
    main()
