#!/usr/bin/env python3
"""Runs two commands in turns of seconds, as if each had the machine to itself, and tells the time that each took.

A shared machine changes its speed by a third within a minute; two runs one after the other then tell nothing of a difference of a
tenth. Here both run at once, and only one of them is awake: the other is stopped (SIGSTOP, the whole process group). After a slice
they change places, until both have ended. A command's time is the sum of its slices.

  bench/alternate.py [--slice SECONDS] COMMAND COMMAND      (each a line for the shell)

Prints a line each: seconds awake, seconds of its processors. Ends with an error when a command does.
"""
import argparse
import os
import signal
import subprocess
import sys
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--slice", type=float, default=2.0, help="seconds that one is awake (2)")
parser.add_argument("commands", nargs=2, metavar="COMMAND")
args = parser.parse_args()


class Contender:
    def __init__(self, command):
        self.command, self.seconds, self.usage = command, 0.0, None
        self.process = subprocess.Popen(command, shell=True, executable="/bin/bash", start_new_session=True)
        os.killpg(self.process.pid, signal.SIGSTOP)

    def awake(self, most):
        """Lets it run until it ends or `most` seconds have passed; says whether it goes on."""
        begin = time.monotonic()
        os.killpg(self.process.pid, signal.SIGCONT)
        while (seconds := time.monotonic() - begin) < most:
            ended, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if ended:
                self.seconds += seconds
                self.usage = usage
                if status != 0:
                    raise SystemExit(f"alternate: this ended with status {os.waitstatus_to_exitcode(status)}: {self.command}")
                return False
            time.sleep(0.002)
        os.killpg(self.process.pid, signal.SIGSTOP)
        self.seconds += time.monotonic() - begin
        return True


# Whoever is told to end lets nobody sleep for ever.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
contenders = [Contender(command) for command in args.commands]
try:
    running = list(contenders)
    while running:
        running = [each for each in running if each.awake(args.slice)]
finally:
    for each in contenders:
        if each.usage is None:
            os.killpg(each.process.pid, signal.SIGKILL)
for each in contenders:
    print(f"{each.seconds:.3f} {each.usage.ru_utime + each.usage.ru_stime:.3f}")
