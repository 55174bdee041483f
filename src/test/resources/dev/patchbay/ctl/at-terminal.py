"""Runs a command at a terminal of its own and plays the person there.

Arguments: steps, then --, then the command. Steps: expect:TEXT waits for that text, send:TEXT types it (with \\n and
\\x03 as Python has them), hidden waits until what is typed is not shown. Prints what the terminal showed, and last a line
with "exit CODE echo on|off". Ends with 99 if a step waits for too long.
"""
import fcntl, os, pty, select, struct, sys, termios, time

LIMIT = 90
split = sys.argv.index("--")
steps, command = sys.argv[1:split], sys.argv[split + 1:]
# We keep the near end open, so that the terminal outlives the command and can be asked for its state then.
master, held = pty.openpty()
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(held, termios.TIOCSCTTY, 0)
    for descriptor in range(3):
        os.dup2(held, descriptor)
    os.closerange(3, 64)
    os.execvp(command[0], command)
shown = b""
status = None


def echoes():
    return bool(termios.tcgetattr(held)[3] & termios.ECHO)


def until(what, condition):
    global shown, status
    end = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > end:
            print("waited in vain for", what, "in", shown.decode(errors="replace"))
            os.kill(pid, 9)
            sys.exit(99)
        if select.select([master], [], [], 0.05)[0]:
            shown += os.read(master, 65536)
        if status is None:
            done, code = os.waitpid(pid, os.WNOHANG)
            status = code if done else None


for step in steps:
    kind, _, text = step.partition(":")
    text = text.encode().decode("unicode_escape").encode()
    if kind == "expect":
        until(step, lambda: text in shown or status is not None)
        if text not in shown:
            print("ended without", step, "in", shown.decode(errors="replace"))
            sys.exit(99)
    elif kind == "hidden":
        until(step, lambda: not echoes())
    elif kind == "send":
        os.write(master, text)
until("the end", lambda: status is not None)
while select.select([master], [], [], 0.2)[0]:
    shown += os.read(master, 65536)
sys.stdout.buffer.write(shown)
print("\nexit", os.waitstatus_to_exitcode(status), "echo", "on" if echoes() else "off")
