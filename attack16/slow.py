"""A drain, and a client that has asked for a result and takes its time to read it: is it whole?"""
from standin import *
w = World(count=2)
try:
    for pause, sends in ((3, False), (3, True), (float(os.environ.get('LONG', 45)), False)):
        w.http('/v0/switchover', 'POST', {'to': 'n0'}); until(lambda: w.cluster()['activeBackend']['name'] == 'n0')
        rows = 700
        c = Client(rcvbuf=8192, timeout=10); c.send(3, b'BULK %d' % rows); time.sleep(.5)
        d = Client(); d.query('BEGIN')
        m = [x for x in w.sessions()['sessions']]; 
        print('  before:', [(x['bytes']['toClient'], x['mysql']['atBoundary']) for x in m])
        w.http('/v0/switchover', 'POST', {'mode': 'drain', 'deadlineSeconds': 120}); time.sleep(pause)
        print('  sessions after %g s:' % pause, len(w.sessions()['sessions']))
        if sends:
            try: c.s.sendall(pkt(0, b'\x03SELECT 1'))
            except OSError as e: print('  ', e)
            time.sleep(.2)
        got = b''; how = 'eof'
        try:
            while True:
                b = c.s.recv(65536)
                if not b: break
                got += b
                if len(parse(got[-9:])[0]) and got[-5:-3] == b'\xfe\0': how = 'whole'; break
        except OSError as e: how = type(e).__name__
        want = len(b''.join(resultset(0)[:3])) + rows * 1007 + 9
        check('a reader that pauses %g s%s has its whole result' % (pause, ' and sends the next command' if sends else ''), len(got) >= want, (len(got), want, how))
        c.close(); d.close()
        w.http('/v0/switchover?way=finish', 'DELETE')
finally:
    w.stop()
