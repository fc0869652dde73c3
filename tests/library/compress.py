#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes what comes in smaller, with nothing but ctypes.

    compress.py libheadroom.so.0
"""

import ctypes
import sys


class Error(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_int),
        ("pos", ctypes.c_size_t),
        ("text", ctypes.c_char * 160),
    ]


class Options(ctypes.Structure):
    """The first members of struct hr_options; the rest has its defaults."""

    _fields_ = [
        ("size", ctypes.c_size_t),
        ("mode", ctypes.c_int),
        ("kind", ctypes.c_int),
    ]


HR_OK = 0
HR_LOSSLESS = 1


class Headroom:
    def __init__(self, path):
        self.lib = ctypes.CDLL(path)
        self.lib.hr_version.restype = ctypes.c_char_p
        self.lib.hr_free.argtypes = [ctypes.c_void_p]
        self.lib.hr_options_init.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        self.lib.hr_options_init.restype = None
        self.lib.hr_compress.argtypes = [
            ctypes.POINTER(Options),
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.POINTER(ctypes.c_void_p),
            ctypes.POINTER(ctypes.c_size_t),
            ctypes.POINTER(Error),
        ]

    def version(self):
        return self.lib.hr_version().decode()

    def compress(self, text, mode=0):
        options, error = Options(), Error()
        out, n = ctypes.c_void_p(), ctypes.c_size_t()
        self.lib.hr_options_init(ctypes.byref(options), ctypes.sizeof(options))
        options.mode = mode
        if self.lib.hr_compress(
            options, text, len(text), ctypes.byref(out), ctypes.byref(n), error
        ) != HR_OK:
            raise ValueError(error.text.decode())
        try:
            return ctypes.string_at(out, n.value)
        finally:
            self.lib.hr_free(out)


def main():
    headroom = Headroom(sys.argv[1])
    text = sys.stdin.buffer.read()
    sys.stdout.buffer.write(headroom.compress(text, HR_LOSSLESS))
    print("by headroom", headroom.version(), file=sys.stderr)


if __name__ == "__main__":
    main()
