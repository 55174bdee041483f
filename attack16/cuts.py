"""Cuts at every place of a reply, on the aware port and, beside it, on the raw one."""
from standin import *
w = World()
try:
    whole = b''.join(resultset(3))
    starts = set(); at = 0
    for p in resultset(3): starts.add(at); at += len(p)
    # 1. at each byte of a result set; all at once, one cut
    for port in (AWARE, RAW):
        cs = []
        for n in range(0, len(whole)):
            c = Client(port); c.query('CUTAT %d' % n, wait=False); cs.append((n, c))
        for n, c in cs:
            while len(c.buf) < n: c.buf += c.s.recv(65536)
        t = time.time(); w.traffic(False)
        bad = []; kinds = {}
        for n, c in cs:
            b, how = c.rest()
            new = b[n:]
            ps, left = parse(new)
            seq = 1 + sum(1 for s in starts if s < n)  # number of packets begun
            if b[:n] != whole[:n]: bad.append((n, 'reply changed'))
            if port == RAW:
                if new: bad.append((n, 'raw got', new))
            elif n in starts:
                if not (len(ps) == 1 and not left and ps[0][0] == seq and ps[0][1][:9] == b'\xff' + struct.pack('<H', 1053) + b'#08S01'): bad.append((n, new, seq))
            elif new: bad.append((n, 'within', new))
            kinds[how] = kinds.get(how, 0) + 1
            c.close()
        check('cut at each of %d bytes, port %d' % (len(whole), port), not bad, bad[:4] if bad else (kinds, '%.2f s' % (time.time() - t)))
        w.traffic(True)
    # 2. pipelined
    c = Client(); c.s.sendall(pkt(0, b'\x03SELECT 1') + pkt(0, b'\x03HANG') + pkt(0, b'\x03SELECT 2') + pkt(0, b'\x0e'))
    for _ in range(5): c.packet()
    w.traffic(False); b, how = c.rest(); ps, left = parse(b)
    check('pipelined: one error, number 1', len(ps) == 1 and ps[0][0] == 1 and b'outcome' in ps[0][1] and not left, (ps, how)); w.traffic(True)
    # 2b. pipelined with a half command at the end
    c = Client(); c.s.sendall(pkt(0, b'\x03HANG') + pkt(0, b'\x03SELECT 2')[:6]); time.sleep(.3)
    w.traffic(False); b, how = c.rest(); check('pipelined, last one half: no word', b == b'', (b, how)); w.traffic(True)
    # 3. LOCAL INFILE: during the client's turn, and after it
    c = Client(); c.query('INFILE'); c.s.sendall(pkt(2, b'a' * 100)); time.sleep(.3)
    w.traffic(False); b, how = c.rest(); ps, left = parse(b)
    check('LOCAL INFILE, client still to send: what it hears', b == b'', (ps, how)); w.traffic(True)
    c = Client(); c.query('INFILE'); c.s.sendall(pkt(2, b'a' * 100)[:50]); time.sleep(.3)
    w.traffic(False); b, how = c.rest(); check('LOCAL INFILE, half packet: no word', b == b'', (b, how)); w.traffic(True)
    # 4. 16 MiB rows
    for n, want in ((0, None), (2, None), (50, None), (104, 6)):
        c = Client(timeout=20); c.s.sendall(pkt(0, b'\x03BIG16 %d' % n))
        need = len(b''.join(resultset(0)[:3])) + 4 + 0xffffff + n
        got = 0; tail = b''
        while got < need:
            d = c.s.recv(1 << 20); got += len(d); tail = (tail + d)[-200:]
        w.traffic(False); b, how = c.rest(); ps, left = parse(b)
        check('16 MiB row, cut %d bytes into its second part' % n, (b == b'') if want is None else (len(ps) == 1 and ps[0][0] == want and ps[0][1][:1] == b'\xff'), (b[:60], how)); w.traffic(True)
    # 4b. a command of 16 MiB + 5, answered by nobody: the reply's number would be 2
    c = Client(timeout=20); body = b'\x03HANG ' + b' ' * (0xffffff - 6)
    c.s.sendall(struct.pack('<I', 0xffffff) + body + pkt(1, b'     ')); until(lambda: any(q[:5] == b'\x03HANG' and len(q) == 200 for _, q in w.nodes[0].log)); time.sleep(.2)
    w.traffic(False); b, how = c.rest(); ps, left = parse(b)
    check('command of 16 MiB and 5 bytes, outstanding: error with number 2', len(ps) == 1 and ps[0][0] == 2, (b[:80], how)); w.traffic(True)
    # 5. backpressure
    c = Client(rcvbuf=4096); c.query('FLOOD', wait=False); time.sleep(1)
    t = time.time(); w.traffic(False); took = time.time() - t
    gone = until(lambda: w.count('patchbay_sessions', 'aware') == 0, 5)
    sock = until(lambda: len([1 for x in w.nodes[0].open]) == 0, 5)
    b, how = c.rest(); ps, left = parse(b)
    seqs = [p[0] for p in ps]
    inorder = all((a + 1) & 255 == b2 for a, b2 in zip(seqs, seqs[1:]))
    check('client that does not read: cut at once, nothing within a packet', took < 2 and gone and inorder and b'outcome' not in b[:-400], ('%.2f' % took, gone, sock, len(ps), len(left), how, b[-100:] if b'outcome' in b else '')); w.traffic(True)
    # 5b. reads all but sits exactly at a boundary with a full window: SO_RCVBUF tiny, HANG
    # 6. login phase
    for mode in ('silent', 'halfgreeting', 'authhang'):
        w.nodes[0].mode = mode
        c = Client(log_in=False)
        if mode == 'authhang': c.packet(); c.s.sendall(login())
        time.sleep(.3); w.traffic(False); b, how = c.rest(); ps, left = parse(b[20:] if mode == 'halfgreeting' else b)
        if mode == 'halfgreeting': good = len(b) == 20
        elif mode == 'silent': good = len(ps) == 1 and ps[0][0] == 0 and ps[0][1][:3] == b'\xff\x1d\x04' and ps[0][1][3:4] != b'#'
        else: good = len(ps) == 1 and ps[0][0] == 2 and ps[0][1][3:9] == b'#08S01'
        check('login, %s' % mode, good, (b, how)); w.traffic(True)
    w.nodes[0].mode = 'normal'
    c = Client(log_in=False); c.packet(); time.sleep(.2); w.traffic(False); b, how = c.rest()
    check("login, the client's turn: no error (docs: where it is the server's turn)", b == b'', (b, how)); w.traffic(True)
    w.nodes[0].mode = 'authswitch'
    c = Client(log_in=False); c.packet(); c.s.sendall(login()); c.packet(); time.sleep(.2); w.traffic(False); b, how = c.rest()
    check("login, auth switch sent, the client's turn: no error", b == b'', (b, how)); w.traffic(True)
    w.nodes[0].mode = 'normal'
    # 7. idle: nothing
    c = Client(); r = Client(RAW); w.traffic(False); a, b = c.rest(), r.rest(); check('idle: ordinary end on both', a[0] == b'' and b[0] == b'', (a, b)); w.traffic(True)
    time.sleep(.5)
    check('sessions opened = closed', w.count('patchbay_sessions', 'listener') == 0, w.count('patchbay_sessions', 'listener'))
    o = w.count('patchbay_sessions_opened_total'); cl = w.count('patchbay_sessions_closed_total') - w.count('patchbay_sessions_closed_total', '"none"')
    check('metrics: opened = closed', o == cl, (o, cl))
finally:
    w.stop()
print('held %d of %d' % (sum(results), len(results)))
