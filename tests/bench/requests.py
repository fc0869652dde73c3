#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Requests as coding assistants send them, made from a seed, and what they cost.

    requests.py write FOLDER
    requests.py time [-n RUNS] OLD NEW [OPTION]...
    requests.py count HEADROOM [OPTION]...

`write` makes two bodies in FOLDER, the same ones each time:

  fresh.json    1 MB for Anthropic: one turn with 209 results of tools, of nine
                kinds, none of them answered yet
  session.json  590 KB for OpenAI Responses: 25 turns, a log in each, up to
                107 KB long; all but the last one are answered

`time` runs two programs in turn over each of them and prints the ratio of the
medians and of the fastest runs, in CPU time of the process; the session is read
with --history.  With a third program or more on a machine, wall time says little
and CPU time a little too much: believe ratios only.  `count` has callgrind count
instructions, which are the same in every run.
"""
import argparse
import json
import os
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile

WORDS = ("queue worker cache index shard session token upload report invoice "
         "order ledger mirror bucket replica signal broker stream thread "
         "packet socket record column segment window").split()
NAMES = "ann bob cyrus dora emil fred gina hugo ines jan".split()


# ---- nine kinds of what a tool answers -------------------------------------

def clock(rng, start, line):
    second = start + line * 2 + rng.randrange(2)
    return f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}"


def app_log(rng, size):
    out, used, line = [], 0, 0
    start = rng.randrange(80000)
    pool = rng.sample(WORDS, 4)
    while used < size:
        head = f"2026-11-{24 + start % 5} {clock(rng, start, line)}"
        roll = rng.random()
        if roll < .01:
            text = f"{head} ERROR {pool[0]}-{rng.randrange(9)}: connection " \
                f"refused by 10.0.{rng.randrange(9)}.{rng.randrange(250)}\n"
        elif roll < .05:
            text = f"{head} WARN {pool[1]}: retry {rng.randrange(4)} of 5\n"
        elif roll < .4:
            text = f"{head} DEBUG {pool[2]}: lookup of user {rng.choice(NAMES)}" \
                f" took {rng.randrange(900)} us\n"
        else:
            text = f"{head} INFO {pool[3]}-{line % 4}: request " \
                f"{start * 10 + line} done in {rng.randrange(60)} ms, " \
                f"status {rng.choice((200, 200, 200, 204, 304))}\n"
        out.append(text)
        used += len(text)
        line += 1
    return "".join(out)


def row(rng, index):
    return {"id": index, "user": rng.choice(NAMES), "state": rng.choice(
        ("done", "done", "done", "open", "failed")),
        "ms": rng.randrange(4000), "topic": rng.choice(WORDS),
        "at": f"2026-11-{rng.randrange(1, 29):02}T{clock(rng, 0, index)}Z"}


def json_rows(rng, size):
    start = rng.randrange(9000)
    return json.dumps([row(rng, start + i) for i in range(size // 145)],
                      indent=2) + "\n"


def json_lines(rng, size):
    start = rng.randrange(9000)
    return "".join(json.dumps(row(rng, start + i)) + "\n"
                   for i in range(size // 112))


def psql(rng, size):
    head = f" {'id':>6} | {'name':<10} | {'topic':<10} | {'amount':>9} | at"
    lines = [head, "-" * 8 + "+" + "-" * 12 + "+" + "-" * 12 + "+" + "-" * 11 +
             "+" + "-" * 12]
    start = rng.randrange(90000)
    for i in range(size // 64):
        lines.append(f" {start + i:>6} | {rng.choice(NAMES):<10} | "
                     f"{rng.choice(WORDS):<10} | {rng.randrange(99999) / 100:>9}"
                     f" | 2026-{rng.randrange(1, 13):02}-"
                     f"{rng.randrange(1, 29):02}")
    return "\n".join(lines) + f"\n({len(lines) - 2} rows)\n"


def csv(rng, size):
    start = rng.randrange(90000)
    return "id,name,topic,amount,day,ok\n" + "".join(
        f"{start + i},{rng.choice(NAMES)},{rng.choice(WORDS)},"
        f"{rng.randrange(99999) / 100},2026-{rng.randrange(1, 13):02}-"
        f"{rng.randrange(1, 29):02},{rng.choice(('t', 't', 't', 'f'))}\n"
        for i in range(size // 46))


def build(rng, size):
    out, used, line = [], 0, 0
    unit = rng.choice(WORDS)
    while used < size:
        word = rng.choice(WORDS)
        roll = rng.random()
        if roll < .03:
            text = f"src/{unit}/{word}.c:{rng.randrange(500)}:" \
                f"{rng.randrange(60)}: warning: unused variable " \
                f"'{rng.choice(NAMES)}' [-Wunused-variable]\n" \
                f"  {rng.randrange(500)} |         int {rng.choice(NAMES)};\n" \
                "      |             ^~~\n"
        elif roll < .5:
            text = f"cc -O2 -Wall -Iinclude -c -o build/{unit}/{word}_{line}.o" \
                f" src/{unit}/{word}_{line}.c\n"
        elif roll < .52:
            text = f"test_{word}_{line} (tests.{unit}) ... FAIL\n" \
                f"AssertionError: {rng.randrange(90)} != {rng.randrange(90)}\n"
        else:
            text = f"test_{word}_{line} (tests.{unit}) ... ok\n"
        out.append(text)
        used += len(text)
        line += 1
    return "".join(out)


def grep(rng, size):
    out, used, line = [], 0, 0
    name = rng.choice(WORDS)
    while used < size:
        file = f"lib/{rng.choice(WORDS)}/{rng.choice(WORDS)}.c"
        for _ in range(rng.randrange(1, 7)):
            line += rng.randrange(1, 60)
            text = f"{file}:{line}:\t{rng.choice(('return', 'if', 'x ='))} " \
                f"{name}_{rng.choice(WORDS)}({rng.choice(NAMES)}, " \
                f"{rng.choice(WORDS)});\n"
            out.append(text)
            used += len(text)
    return "".join(out)


def diff(rng, size):
    out, used = [], 0
    while used < size:
        file = f"lib/{rng.choice(WORDS)}_{rng.randrange(99)}.c"
        lines = [f"diff --git a/{file} b/{file}",
                 f"index {rng.getrandbits(28):07x}..{rng.getrandbits(28):07x} "
                 "100644", f"--- a/{file}", f"+++ b/{file}"]
        at = 1
        for _ in range(rng.randrange(1, 4)):
            at += rng.randrange(10, 90)
            old, new = rng.choice(WORDS), rng.choice(WORDS)
            lines += [f"@@ -{at},7 +{at},7 @@ static int {old}_init(void)"]
            lines += [" " + code_line(rng) for _ in range(3)]
            lines += [f"-\tfree({old});", f"+\tfree({new});"]
            lines += [" " + code_line(rng) for _ in range(3)]
        text = "\n".join(lines) + "\n"
        out.append(text)
        used += len(text)
    return "".join(out)


def code_line(rng):
    a, b, c = rng.choice(WORDS), rng.choice(NAMES), rng.choice(WORDS)
    return rng.choice((
        f"\tif ({a}->{b} == NULL)", f"\t\treturn {a}_{c}({b});", "\t}", "",
        f"\tstruct {a} *{b} = {c}_new({rng.randrange(64)});",
        f"\tfor (size_t i = 0; i < {a}->n; i++)", f"\t/* The {c} of {b}. */",
        f"\t{a}_add(&{b}, {c}, sizeof({c}));"))


def source_or_listing(rng, size):
    out, used = [], 0
    listing = rng.random() < .5
    while used < size:
        if listing:
            text = f"-rw-r--r-- 1 {rng.choice(NAMES)} staff " \
                f"{rng.randrange(200000):>7} Nov {rng.randrange(1, 29):>2} " \
                f"{rng.randrange(24):02}:{rng.randrange(60):02} " \
                f"{rng.choice(WORDS)}_{rng.randrange(999)}.c\n"
        else:
            text = f"static int\n{rng.choice(WORDS)}_{rng.choice(WORDS)}(" \
                f"struct {rng.choice(WORDS)} *{rng.choice(NAMES)})\n{{\n" + \
                "".join(code_line(rng) + "\n"
                        for _ in range(rng.randrange(4, 16))) + "}\n\n"
        out.append(text)
        used += len(text)
    return "".join(out)


KINDS = (app_log, json_rows, json_lines, psql, csv, build, grep, diff,
         source_or_listing)


# ---- two requests ----------------------------------------------------------

def fresh(seed=1, results=209, size=1000000):
    """One turn that has called many tools, for Anthropic."""
    rng = random.Random(seed)
    uses, blocks = [], []
    weights = [rng.uniform(.2, 1.8) for _ in range(results)]
    scale = size * .924 / sum(weights)
    for index, weight in enumerate(weights):
        name = f"toolu_{rng.getrandbits(80):020x}"
        uses.append({"type": "tool_use", "id": name, "name": "Bash",
                     "input": {"command": f"step {index}"}})
        blocks.append({"type": "tool_result", "tool_use_id": name,
                       "content": KINDS[index % len(KINDS)](
                           rng, int(weight * scale))})
    return {"model": "claude-sonnet-5", "max_tokens": 4096,
            "system": "You help with programs. " * 40, "messages": [
                {"role": "user", "content": "Why does the build fail?"},
                {"role": "assistant", "content": uses},
                {"role": "user", "content": blocks}]}


def session(seed=2, turns=25, size=592000, longest=107000):
    """A talk over many turns with a log in each, for OpenAI Responses."""
    rng = random.Random(seed)
    weights = [rng.uniform(.1, 1) for _ in range(turns - 1)]
    scale = (size * .967 - longest) / sum(weights)
    sizes = [int(w * scale) for w in weights]
    sizes.insert(turns // 2, longest)
    input_ = [{"type": "message", "role": "user", "content": [
        {"type": "input_text", "text": "Why does the service stop?"}]}]
    for index, bytes_ in enumerate(sizes):
        name = f"call_{rng.getrandbits(96):024x}"
        input_ += [
            {"type": "function_call", "name": "exec_command", "call_id": name,
             "arguments": json.dumps({"cmd": f"cat logs/{index}.log"})},
            {"type": "function_call_output", "call_id": name,
             "output": app_log(rng, bytes_)}]
        if index < turns - 1:
            input_.append({"type": "message", "role": "assistant", "content": [
                {"type": "output_text", "text": f"Nothing odd in {index}."}]})
    return {"model": "gpt-5.5", "instructions": "You help. " * 40,
            "input": input_, "stream": True}


def write(folder):
    made = {}
    for name, body in (("fresh", fresh()), ("session", session())):
        made[name] = pathlib.Path(folder, name + ".json")
        made[name].write_text(json.dumps(body, separators=(",", ":")),
                              encoding="utf-8")
    return made


# ---- what they cost --------------------------------------------------------

def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


CASES = (("fresh", []), ("session", ["--history"]))


def time_both(old, new, options, runs):
    with tempfile.TemporaryDirectory() as folder:
        made = write(folder)
        for name, own in CASES:
            spent = {"old": [], "new": []}
            for turn in range(runs + 1):
                sides = [("old", old), ("new", new)]
                for side, program in sides[::-1] if turn % 2 else sides:
                    took = cpu([program, "-q", *own, *options, made[name]])
                    if turn:  # the first run only warms up
                        spent[side].append(took)
            middle = {s: statistics.median(t) for s, t in spent.items()}
            least = {s: min(t) for s, t in spent.items()}
            print(f"{name}: {os.path.getsize(made[name])} bytes; CPU ms: "
                  f"median {middle['old'] * 1e3:.1f} -> "
                  f"{middle['new'] * 1e3:.1f}, ratio "
                  f"{middle['new'] / middle['old']:.3f}; min "
                  f"{least['old'] * 1e3:.1f} -> {least['new'] * 1e3:.1f}, "
                  f"ratio {least['new'] / least['old']:.3f}")


def count(program, options):
    with tempfile.TemporaryDirectory() as folder:
        made = write(folder)
        for name, own in CASES:
            said = subprocess.run(
                ["valgrind", "--tool=callgrind",
                 f"--callgrind-out-file={folder}/out", program, "-q", *own,
                 *options, made[name]], check=True, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE).stderr.decode()
            refs = [line.split(":")[-1].strip() for line in said.splitlines()
                    if "Collected" in line]
            print(f"{name}: {int(refs[0])} instructions")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("write")
    one.add_argument("folder")
    one = commands.add_parser("time")
    one.add_argument("-n", type=int, default=15, metavar="RUNS")
    one.add_argument("old")
    one.add_argument("new")
    one = commands.add_parser("count")
    one.add_argument("headroom")
    args, options = parser.parse_known_args()
    if options and args.command == "write":
        parser.error(f"what is {options[0]}?")
    if args.command == "write":
        for file in write(args.folder).values():
            print(f"{file}: {file.stat().st_size} bytes")
    elif args.command == "time":
        time_both(args.old, args.new, options, args.n)
    else:
        count(args.headroom, options)


if __name__ == "__main__":
    sys.exit(main())
