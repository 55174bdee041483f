"""Refusals, half logins, garbage, and what stays behind."""
from standin import *
def heap(w):
    try:
        for l in w.metrics().splitlines():
            if l.startswith('jvm_memory_used_bytes') and 'heap' in l and 'nonheap' not in l: pass
    except Exception: pass
    for l in open('/proc/%d/status' % w.p.pid):
        if l.startswith('VmRSS'): return int(l.split()[1])
def opened(w): return w.count('patchbay_sessions_opened_total'), w.count('patchbay_sessions_closed_total') - w.count('patchbay_sessions_closed_total', '"none"'), w.count('patchbay_sessions', 'listener')
def refused(name, code, c, number=0):
    t = time.time(); b, how = c.rest(); ps, left = parse(b)
    check(name, len(ps) == 1 and not left and ps[0][0] == number and ps[0][1][:3] == b'\xff' + struct.pack('<H', code) and how == 'eof', (b, how, '%.2f' % (time.time() - t)))
w = World(listener=', MaxSessions: 20, LoginSeconds: 2', more='  ConnectTimeoutMillis: 700\n')
try:
    fd0 = w.sockets(); rss0 = heap(w)
    # 1. MaxSessions, also after many short ones that end at each stage
    def short(stage):
        c = Client(log_in=False)
        if stage == 1: c.packet()
        if stage == 2: c.packet(); c.s.sendall(login()[:10])
        if stage >= 3: c.packet(); c.s.sendall(login()); c.packet()
        if stage == 4: c.send(3, b'HANG')
        if stage == 5: c.s.sendall(b'\x01\0')
        if stage == 6: c.send(1)
        if stage % 2: c.s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        c.close()
    for i in range(2000):
        if i % 100 == 99: until(lambda: w.count('patchbay_sessions', 'listener') == 0, 15)
        try: short(i % 7)
        except (OSError, TypeError): pass
    check('2,000 short sessions: none is left', until(lambda: w.count('patchbay_sessions', 'listener') == 0, 15), opened(w))
    time.sleep(.5)
    cs = [Client() for _ in range(20)]
    refused('the 21st of MaxSessions: 20', 1040, Client(log_in=False))
    cs.pop().close(); time.sleep(.3); cs.append(Client()); check('one ends, one may come', True)
    refused('and again no more', 1040, Client(log_in=False))
    # slow clients that are refused cannot pin it
    slow = [Client(log_in=False, rcvbuf=1024) for _ in range(100)]
    for s in slow: s.s.sendall(b'x' * 1000)
    before = w.sockets()
    check('100 refused clients that never close: gone soon', until(lambda: w.sockets() <= fd0 + 20 * 2 + 12, 2), (fd0, before, w.sockets()))
    for s in slow + cs: s.close()
    time.sleep(.5)
    # 2. traffic off, node refused, no node
    w.traffic(False); refused('traffic off', 1053, Client(log_in=False))
    c = Client(log_in=False)
    try: c.s.sendall(b'G' * 100000)
    except OSError: pass
    b, how = c.rest(); check('traffic off, to one that talks first', b[4:7] == b'\xff\x1d\x04', (b, how)); w.traffic(True)
    w.agents.healthy = [False] * 3; until(lambda: w.cluster()['activeBackend'] is None)
    refused('no healthy node', 1053, Client(log_in=False))
    w.agents.healthy = [True] * 3; until(lambda: w.cluster()['activeBackend'])
    time.sleep(.5)
    # 3. LoginSeconds
    c = Client(log_in=False); c.packet(); t = time.time(); b, how = c.rest(); check('no login after 2 s: 1043', b[4:7] == b'\xff\x13\x04' and 1.5 < time.time() - t < 3, (b, how))
    c = Client(log_in=False); c.packet(); t = time.time()
    try:
        for x in login(): c.s.sendall(bytes([x])); time.sleep(.1)
    except OSError: pass
    b, how = c.rest(); check('login byte by byte, too slowly: ends', 1.5 < time.time() - t < 4, ('%.1f' % (time.time() - t), b, how))
    # 4. half logins that want much memory; within its 2 s
    big = []
    for i in range(19):
        c = Client(log_in=False); c.packet(); c.s.sendall(struct.pack('<I', 128 * 1024 | 1 << 24) + struct.pack('<I', CAPS) + b'a' * (100 * 1024)); big.append(c)
    time.sleep(1)
    lost = sum(1 for s in w.sessions()['sessions'] if (s.get('mysql') or {}).get('phase') == 'not_followed')
    print('  19 half logins of 100 KiB: not followed', lost, 'RSS kB', rss0, heap(w))
    for c in big: c.close()
    time.sleep(.5)
    c = Client(); check('a login after them is followed', [s['mysql']['phase'] for s in w.sessions()['sessions']] == ['commands'], w.sessions()['sessions'][:1]); c.close()
    # 5. the budget and one client that sends much while it is asked for a password
    w.nodes[0].mode = 'authswitch'
    c = Client(log_in=False); c.packet(); c.s.sendall(login()); c.packet()
    c.s.sendall(struct.pack('<I', 0xffffff | 3 << 24))
    for _ in range(17): c.s.sendall(b'p' * 999_000) if _ < 16 else None
    c.s.sendall(b'p' * 700_000); time.sleep(.5)
    w.nodes[0].mode = 'normal'
    d = Client(); time.sleep(.2)
    ph = [(s['mysql']['phase'], s['mysql'].get('lost')) for s in w.sessions()['sessions'] if s['mysql'].get('phase') != 'login']
    check('one client with a long password does not take the memory of all logins', all(p == 'commands' for p, _ in ph), ph)
    c.close(); d.close(); time.sleep(.3)
    # 6. odd nodes: endless greeting, garbage both ways
    for mode in ('endless', 'garbage', 'halfgreeting', 'silent'):
        w.nodes[0].mode = mode
        cs = [Client(log_in=False) for _ in range(20)]
        for x in cs:
            x.s.sendall(os.urandom(3000))
        time.sleep(1)
        t = time.time(); w.traffic(False); took = time.time() - t; w.traffic(True)
        check('node: %s; the cut is quick and whole' % mode, took < 1 and until(lambda: w.count('patchbay_sessions', 'listener') == 0, 3), (took, opened(w)))
        for x in cs: x.close()
    w.nodes[0].mode = 'normal'
    # 7. odd clients after the login
    def after(name, f, want=None):
        c = Client(); f(c); time.sleep(.4)
        m = [s['mysql'] for s in w.sessions()['sessions']]
        t = time.time(); w.traffic(False); b, how = c.rest(); w.traffic(True); c.close()
        print('  %-34s %s %s -> %r %s' % (name, m[0]['phase'] if m else 'gone', (m[0].get('lost') or '') if m else '', b[-60:], how))
    def dribble(c):
        for x in pkt(0, b'\x03SELECT ' + b'x' * 300): c.s.sendall(bytes([x]))
    after('statement byte by byte', dribble)
    after('packets of 0 bytes', lambda c: c.s.sendall(b'\0\0\0\0' * 1000))
    after('wrong number', lambda c: c.s.sendall(pkt(5, b'\x03SELECT 1')))
    after('unknown command', lambda c: c.s.sendall(pkt(0, b'\x77abc')))
    after('binlog dump', lambda c: c.s.sendall(pkt(0, b'\x12' + b'\0' * 10)))
    after('16 MiB parts of 0 for ever', lambda c: [c.s.sendall(struct.pack('<I', 0xffffff | (i & 255) << 24) + (b'\x03' + b' ' * (0xffffff - 1))) for i in range(2)])
    after('100,000 pipelined, two kinds', lambda c: c.s.sendall((pkt(0, b'\x19\1\0\0\0') + pkt(0, b'\x1a\1\0\0\0')) * 20000))
    c = Client(log_in=False); c.packet(); c.s.sendall(pkt(1, struct.pack('<IIB', CAPS | 1 << 11, 1 << 24, 33) + b'\0' * 23)); c.s.sendall(os.urandom(500)); time.sleep(.3)
    m = [s['mysql'] for s in w.sessions()['sessions']]; check('SSLRequest: not followed, and goes on', m and m[0]['phase'] == 'not_followed', m); c.close()
    time.sleep(.5)
    # 8. half-close
    c = Client(); c.s.sendall(pkt(0, b'\x03SELECT 1')); c.s.shutdown(socket.SHUT_WR); b, how = c.rest(); check('half-closed client gets its reply', len(parse(b)[0]) == 5, (b, how))
    c = Client(); c.s.sendall(pkt(0, b'\x03SLOW 5')); c.s.shutdown(socket.SHUT_WR); time.sleep(.3); w.traffic(False); b, how = c.rest(); w.traffic(True); check('half-closed client with a command: error at the cut', b[4:7] == b'\xff\x1d\x04', (b, how))
    # 10. what is left
    check('no session left', until(lambda: w.count('patchbay_sessions', 'listener') == 0, 12), opened(w))
    time.sleep(.5); o = opened(w); check('metrics: opened = closed + open', o[0] == o[1] + o[2], o)
    check('no socket left', until(lambda: w.sockets() <= fd0 + 3, 12), (fd0, w.sockets())); print('  RSS kB', rss0, heap(w))
finally:
    w.stop()
    ls = [l for l in open(w.logf.name) if 'xception' in l or '"log_level":2' in l or '"log_level":3' in l]
    print('  log lines with faults:', len(ls), ls[:3])
print('held %d of %d' % (sum(results), len(results)))
