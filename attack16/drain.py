"""What a drain does at the boundary: lost, doubled, or refused commands; what is held back; the deadline; the way back."""
from standin import *
import random
w = World(count=3)
def active(): return int(w.cluster()['activeBackend']['name'][1:])
def drain(to=None, seconds=20):
    b = {'mode': 'drain', 'deadlineSeconds': seconds}
    if to is not None: b['to'] = 'n%d' % to
    return w.http('/v0/switchover', 'POST', b)
def switch(to): return w.http('/v0/switchover', 'POST', {'to': 'n%d' % to})
def home():
    w.http('/v0/switchover?way=finish', 'DELETE')
    if active() != 0: switch(0)
    until(lambda: active() == 0)
def state(): return w.http('/v0/switchover').get('switchover') or {}
def select(c, text='SELECT 1'):
    p = c.query(text); ends = 0
    while p and p[1][:1] != b'\xff' and ends < 2:
        ends += p[1][:1] == b'\xfe'
        if ends < 2: p = c.packet()
    return p
def at(): return sorted({x['node'] for x in w.sessions()['sessions']})
try:
    # 1. ping in one piece, in two, with a query behind it
    c1, c2, c3, c4 = Client(), Client(), Client(), Client()
    keep = Client(); keep.query('BEGIN')
    for c in (c1, c2, c3, c4): select(c)
    a = drain(1, 8); n0 = w.nodes[0]
    base = len(n0.log)
    r1 = c1.ping()
    c2.s.sendall(b'\x01\0'); time.sleep(.15); c2.s.sendall(b'\0\0\x0e'); r2 = c2.packet()
    c3.s.sendall(pkt(0, b'\x0e') + pkt(0, b'\x03SELECT marker3')); r3 = [c3.packet() for _ in range(6)]
    c4.s.sendall(pkt(0, b'\x0e')); c4.s.sendall(pkt(0, b'\x03SELECT marker4')); r4 = c4.packet()
    time.sleep(.3)
    ran = [q for _, q in n0.log[base:]]
    check('ping alone: 1053, not carried out', r1 and r1[1][:3] == b'\xff\x1d\x04' and r1[0] == 1, r1)
    check('ping in two pieces: answered by the node', r2 and r2[1][:1] == b'\0', r2)
    check('ping with a query in one segment: both carried out', r3[0][1][:1] == b'\0' and r3[-1] is not None and b'\x03SELECT marker3' in ran, r3)
    check('ping, then a query in its own segment: error means the query was not carried out',
          (r4[1][:1] == b'\xff') == (b'\x03SELECT marker4' not in ran), (r4, b'\x03SELECT marker4' in ran))
    t = time.time()
    check('transaction open: still there after 3 s', (time.sleep(3), select(keep))[1] is not None)
    # deadline
    b, how = keep.rest()
    check('the deadline of 8 s ends it', 3 < time.time() - t < 8, (time.time() - t, how))
    st = state(); check('drain is done', st.get('state') == 'done', st)
    home()
    # 2. what is held back: never ended before the deadline although it is quiet
    def make(f):
        c = Client(); f(c); return c
    def q(*texts):
        def f(c):
            for t in texts:
                if t.startswith('SELECT'): select(c, t)
                else: c.query(t)
        return f
    cases = {
        'transaction': q('BEGIN'), 'after an error': q('ERR'), 'temporary table': q('CREATE TEMPORARY TABLE t (a int)'),
        'lock tables': q('LOCK TABLES t WRITE'), 'get_lock': q("DO GET_LOCK('a', 1)"), 'user variable': q('SET @a = 1'),
        'handler': q('HANDLER t OPEN'), 'prepare by text': q("PREPARE s FROM 'SELECT 1'"), 'xa': q("XA START 'x'"),
        'unlock and lock in one text': q('LOCK TABLES a WRITE', 'UNLOCK TABLES; LOCK TABLES b WRITE'),
        'execute immediate': q("EXECUTE IMMEDIATE 'CREATE TEMPORARY TABLE t (a int)'"),
        'temporary table in a compound statement': q('BEGIN NOT ATOMIC CREATE TEMPORARY TABLE t (a int); END') if False else q('IF 1 THEN CREATE TEMPORARY TABLE t (a int); END IF'),
        'set statement for': q('SET STATEMENT max_statement_time=1 FOR CREATE TEMPORARY TABLE t (a int)'),
        'long data': lambda c: (c.send(0x16, b'INSERT INTO t VALUES (?)'), [c.packet() for _ in range(3)], c.send(0x18, struct.pack('<IH', 1, 0) + b'abc')),
        'half a header': lambda c: c.s.sendall(b'\x05\0'), 'half a packet': lambda c: c.s.sendall(pkt(0, b'\x03SELECT 1')[:7]),
        'reply outstanding': lambda c: c.query('HANG', wait=False),
        'backslash in quotes': None,
    }
    cases.pop('backslash in quotes')
    held = {k: make(f) for k, f in cases.items()}
    free = Client(); q('SELECT 1')(free)
    time.sleep(.3)
    drain(1, 12)
    check('an idle one at a boundary leaves', free.rest()[1] == 'eof')
    time.sleep(8.5)  # well into the second half
    for k, c in held.items():
        c.s.settimeout(.05)
        b, how = c.rest()
        check('held back: ' + k, how == 'timeout', (b, how))
    left = state().get('sessionsLeft')
    check('the deadline ends them all', until(lambda: state().get('state') == 'done', 8) and state()['ended']['how'] == 'deadline', left)
    for c in held.values(): c.close()
    home()
    # 3. way=back
    cs = [Client() for _ in range(30)]
    for c in cs[:10]: c.query('BEGIN')
    for c in cs[10:]: q('SELECT 1')(c)
    drain(1, 20); time.sleep(.1)
    new = Client()
    back = w.http('/v0/switchover?way=back', 'DELETE'); time.sleep(1.5)
    alive = 0
    for c in cs[:10]:
        try: alive += select(c) is not None
        except OSError: pass
    q2 = new.rest()
    check('way=back: transactions live on, the other node has none', alive == 10 and q2[1] != 'timeout' and at() == ['n0'], (alive, q2, at()))
    for c in cs[10:]:
        r = None
        try: r = c.ping()
        except OSError: pass
        alive += r is not None and r[1][:1] == b'\0'
    check('way=back at once: those at rest live on as well', alive == 30, alive)
    for c in cs: c.close()
    home()
    # 4. the drained node dies / its agent says so
    cs = [Client() for _ in range(10)]
    for c in cs: c.query('BEGIN')
    drain(1, 30); w.agents.healthy[0] = False
    t = time.time(); ends = [c.rest() for c in cs]
    check('drained node fails: its sessions are cut', time.time() - t < 5 and all(h != 'timeout' for _, h in ends), (time.time() - t, set(ends)))
    w.agents.healthy[0] = True; time.sleep(1); home()
    # 5. failover of the new node during the drain
    cs = [Client() for _ in range(10)]
    for c in cs: c.query('BEGIN')
    drain(1, 30); n = Client(); n.query('BEGIN'); n.query('HANG', wait=False); time.sleep(.2)
    w.agents.healthy[1] = False
    b, how = n.rest(); ps, left = parse(b)
    check('new node fails during the drain: error 1053 to whoever waits there', len(ps) == 1 and b'outcome' in b, (b, how))
    time.sleep(.5)
    check('… and sessions are at one node only', len(at()) <= 1, (at(), w.cluster()['activeBackend']['name']))
    for c in cs: c.close()
    w.agents.healthy[1] = True; time.sleep(1); home()
    # 6. the boundary: clients that send without a pause; every command has its answer or was not carried out
    stop = threading.Event(); told = {}; unknown = []; lock = threading.Lock(); moved = [0]
    def busy(i, pings=True):
        k = 0; rnd = random.Random(i)
        while not stop.is_set():
            try: c = Client(timeout=5)
            except OSError: time.sleep(.01); continue
            try:
                while not stop.is_set():
                    k += 1; m = 'U%d_%d' % (i, k)
                    data = pkt(0, b'\x03' + m.encode())
                    mode = rnd.random()
                    state = 'sent'
                    if mode < .2 and pings: c.send(0x0e); p = c.packet(); 
                    else: p = (0, b'\0')
                    if p is None or p[1][:1] == b'\xff': moved[0] += 1; break
                    if mode > .8: c.s.sendall(data[:3]); time.sleep(rnd.random() * .003); c.s.sendall(data[3:])
                    else: c.s.sendall(data)
                    p = c.packet()
                    told[m] = 'none' if p is None else 'ok' if p[1][:1] == b'\0' else p[1].decode('latin1')
                    if told[m] != 'ok': moved[0] += 1; break
                    time.sleep(rnd.random() * .004)
            except OSError as e: told[m] = 'none'
            c.close()
    for pings, kind in ((True, 'with pings'), (False, 'without')):
        stop.clear(); told.clear(); moved[0] = 0
        for node in w.nodes: node.log.clear()
        ts = [threading.Thread(target=busy, args=(i, pings)) for i in range(12)]
        for t in ts: t.start()
        to = 1
        for _ in range(5):
            time.sleep(.3); drain(to, 1 if pings else 2); time.sleep(1.3 if pings else 2.3); to = 1 - to
        stop.set(); [t.join() for t in ts]
        ran = {}
        for node in w.nodes:
            for _, x in node.log:
                if x[:2] == b'\x03U': ran[x[1:].decode()] = ran.get(x[1:].decode(), 0) + 1
        ok_not_run = [m for m, r in told.items() if r == 'ok' and m not in ran]
        errs = {r for r in told.values() if r not in ('ok', 'none')}
        not_told_ran = [m for m, r in told.items() if 'between two' in r and m in ran]
        none_ran = [m for m, r in told.items() if r == 'none' and m in ran]
        check(kind + ': '
              'busy clients: nobody was told yes for what was not carried out, none twice', not ok_not_run and all(v == 1 for v in ran.values()), (len(told), moved[0]))
        check(kind + ': '
              'busy clients: none told "between two commands" whose command ran', not not_told_ran, (errs,))
        check(kind + ': '
              'busy clients: an end without a word only for what was not carried out (drain, not the deadline)', not none_ran, (none_ran[:5], sum(1 for r in told.values() if r == 'none')))
    time.sleep(.5)
    for x in w.nodes: print('  ends seen by node', x.i, {h: sum(1 for _, y in x.ends if y == h) for h in set(y for _, y in x.ends)})
    o = w.count('patchbay_sessions_opened_total'); cl = w.count('patchbay_sessions_closed_total') - w.count('patchbay_sessions_closed_total', '"none"'); cur = w.count('patchbay_sessions', 'listener')
    check('metrics: opened = closed + open', o == cl + cur, (o, cl, cur))
    print('  closed by reason:', [l for l in w.metrics().splitlines() if l.startswith('patchbay_sessions_closed_total') and not l.endswith(' 0') and not l.endswith(' 0.0')])
finally:
    w.stop()
print('held %d of %d' % (sum(results), len(results)))
