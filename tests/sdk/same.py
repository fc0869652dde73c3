#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether a request arrived as it was given to the client: the same members
with the same values, but for what a client adds or puts elsewhere.

    same.py GIVEN ARRIVED
"""
import json
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    given, arrived = read(sys.argv[1]), read(sys.argv[2])
    wrong = [
        key
        for key in given
        if arrived.get(key) != given[key]
        # In the path, for Gemini.
        and not (key == "model" and "contents" in given)
    ]
    if wrong:
        print("not the same: %s" % ", ".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
