"""Switchovers in a row with 100 sessions in transactions: is one client ever on two nodes? And the end of the proxy."""
from standin import *
w = World(count=3)
seen = {}; worst = []; stop = threading.Event(); lost = [0]; done = [0]
async def watch():
    since = {}
    while not stop.is_set():
        by = {}
        for n in w.nodes:
            for u in n.users.values(): by.setdefault(u, set()).add(n.i)
        for u, at in by.items():
            if len(at) > 1: since[u] = since.get(u, 0) + 1; worst.append((u, sorted(at), since[u]))
            else: since.pop(u, None)
        await asyncio.sleep(.01)
asyncio.run_coroutine_threadsafe(watch(), w.loop)
def work(i, port):
    while not stop.is_set():
        try:
            c = Client(port, user=b'user%d' % i, timeout=10)
        except OSError: time.sleep(.02); continue
        try:
            while not stop.is_set():
                for q in ('BEGIN', 'UPDATE', 'UPDATE', 'COMMIT'):
                    p = c.query(q)
                    if p is None or p[1][:1] == b'\xff': raise OSError
                    time.sleep(.2)
                done[0] += 1
        except OSError: lost[0] += 1
        c.close()
try:
    ts = [threading.Thread(target=work, args=(i, AWARE if i < 100 else RAW)) for i in range(130)]
    for t in ts: t.start()
    time.sleep(2)
    for mode in ('cut', 'drain'):
        for k in range(6):
            to = (int(w.cluster()['activeBackend']['name'][1:]) + 1) % 3
            b = {'to': 'n%d' % to}
            if mode == 'drain': b.update(mode='drain', deadlineSeconds=4)
            w.http('/v0/switchover', 'POST', b)
            time.sleep((.3, 0, 1, .1, 0, 2)[k])
        time.sleep(1.5)
    time.sleep(4)
    at = {}
    for s in w.sessions()['sessions']: at.setdefault(s['node'], 0); at[s['node']] += 1
    check('after 12 switchovers all sessions are at one node', len(at) == 1, at)
    long = [x for x in worst if x[2] > 3]
    check('no client is on two nodes (looked every 10 ms, 30 ms allowed for its former node to hear)', not long, (len(worst), long[:3], 'done %d lost %d' % (done[0], lost[0])))
    stop.set(); [t.join() for t in ts]
    until(lambda: w.count('patchbay_sessions', 'listener') == 0)
    o = w.count('patchbay_sessions_opened_total'); cl = w.count('patchbay_sessions_closed_total') - w.count('patchbay_sessions_closed_total', '"none"')
    check('metrics: opened = closed', o == cl, (o, cl))
    cs = [Client() for _ in range(50)]
    for c in cs: c.query('HANG', wait=False)
    time.sleep(.3); w.p.send_signal(signal.SIGTERM)
    ends = [c.rest() for c in cs]
    check('stop: 1053 to each that waits', all(b[4:7] == b'\xff\x1d\x04' for b, _ in ends), set(ends))
finally:
    stop.set(); w.p.poll() is None and w.stop()
print('held %d of %d' % (sum(results), len(results)))
