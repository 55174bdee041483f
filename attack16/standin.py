"""A stand-in for nodes and their agents, a bare MySQL client, and the real proxy as a process.

Nodes speak just enough MySQL: greeting, login without a password, and replies that the text of a query asks for.
Everything is on loopback, ports 29000 and up. No packages are needed.
"""
import asyncio, base64, json, os, signal, socket, struct, subprocess, sys, threading, time, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.dirname(HERE)
RAW, AWARE, API, AGG, HEALTH, METRICS = 29000, 29001, 29010, 29011, 29012, 29013
NODES = [29021, 29022, 29023]
AGENTS = [29031, 29032, 29033]

CAPS = (1 << 9) | (1 << 15) | (1 << 19) | (1 << 16) | (1 << 17) | (1 << 7) | (1 << 3) | 1  # 41, secure, plugin, multi, local, db
IN_TRANS, AUTOCOMMIT, MORE = 1, 2, 8


def pkt(seq, payload):
    return struct.pack('<I', len(payload) | seq << 24) + payload


def ok(seq, status=AUTOCOMMIT):
    return pkt(seq, b'\0\0\0' + struct.pack('<HH', status, 0))


def err(seq, code=1064, text=b'no'):
    return pkt(seq, b'\xff' + struct.pack('<H', code) + b'#42000' + text)


def coldef(seq):
    ls = lambda s: bytes([len(s)]) + s
    return pkt(seq, ls(b'def') + ls(b'') * 3 + ls(b'c') + ls(b'') + b'\x0c' + struct.pack('<HIBHB', 33, 255, 253, 0, 0) + b'\0\0')


def eof(seq, status=AUTOCOMMIT):
    return pkt(seq, b'\xfe\0\0' + struct.pack('<H', status))


def greeting(caps=CAPS):
    return pkt(0, b'\x0a5.7.0-stand-in\0' + struct.pack('<I', 7) + b'12345678\0' + struct.pack('<H', caps & 0xffff)
               + b'\x21' + struct.pack('<HH', AUTOCOMMIT, caps >> 16) + b'\x15' + b'\0' * 10 + b'123456789012\0' + b'mysql_native_password\0')


def login(seq=1, user=b'u', caps=CAPS, db=b''):
    c = caps & ~8 if not db else caps
    return pkt(seq, struct.pack('<IIB', c, 1 << 24, 33) + b'\0' * 23 + user + b'\0\0' + (db + b'\0' if db else b'') + b'mysql_native_password\0')


def resultset(rows=1, first=1, upto=None, status=AUTOCOMMIT):
    out = [pkt(first, b'\x01'), coldef(first + 1), eof(first + 2, status)]
    s = first + 3
    for i in range(rows):
        out.append(pkt(s & 255, b'\x03abc')); s += 1
    out.append(eof(s & 255, status))
    return out


class Node:
    """One MySQL stand-in. `log` has (connection, command bytes) in the order in which they were carried out."""
    def __init__(self, i):
        self.i, self.port, self.log, self.open, self.ends, self.mode, self.total = i, NODES[i], [], {}, [], 'normal', 0
        self.users = {}
        self.server = None

    async def start(self):
        self.server = await asyncio.start_server(self.serve, '127.0.0.1', self.port, limit=1 << 26, backlog=512)

    async def serve(self, r, w):
        self.total += 1
        n = self.total
        self.open[n] = w
        how = 'eof'
        try:
            await self.talk(n, r, w)
        except (ConnectionError, asyncio.IncompleteReadError) as e:
            how = type(e).__name__
        except asyncio.CancelledError:
            return
        finally:
            self.open.pop(n, None); self.users.pop(n, None)
            self.ends.append((n, how))
            w.close()

    async def packet(self, r):
        body = b''
        while True:
            h = await r.readexactly(4)
            l = h[0] | h[1] << 8 | h[2] << 16
            body += await r.readexactly(l)
            if l < 0xffffff:
                return h[3], body

    async def talk(self, n, r, w):
        if self.mode == 'silent':
            await r.read(1 << 30); await asyncio.sleep(3600)
        if self.mode == 'halfgreeting':
            w.write(greeting()[:20]); await w.drain(); await asyncio.sleep(3600)
        if self.mode == 'endless':
            w.write(struct.pack('<I', 0xfffff0) + b'\x0a'); 
            while True:
                w.write(b'A' * 1000); await w.drain(); await asyncio.sleep(.01)
        if self.mode == 'garbage':
            while True:
                w.write(os.urandom(500)); await w.drain(); await asyncio.sleep(.02)
        w.write(greeting())
        await w.drain()
        seq, resp = await self.packet(r)
        self.log.append((n, b'LOGIN')); self.users[n] = resp[32:].split(b'\0')[0]
        if self.mode == 'authhang':
            await asyncio.sleep(3600)
        if self.mode == 'authswitch':
            w.write(pkt(seq + 1, b'\xfedialog\0Password: ')); await w.drain()
            while True:
                if not await r.read(65536):
                    return
        w.write(ok(seq + 1))
        st = AUTOCOMMIT
        while True:
            seq, q = await self.packet(r)
            self.log.append((n, q[:200]))
            if q[:1] == b'\x01':
                return
            if q[:1] == b'\x0e':
                w.write(ok(1, st)); continue
            if q[:1] in (b'\x18', b'\x19'):
                continue
            if q[:1] == b'\x16':
                w.write(pkt(1, b'\0' + struct.pack('<IHHBH', 1, 0, 1, 0, 0)) + coldef(2) + eof(3, st)); continue
            if q[:1] == b'\x17':
                if st & 64: pass
                w.write(ok(1, st)); continue
            if q[:1] == b'\x1f':
                st = AUTOCOMMIT; w.write(ok(1, st)); continue
            t = q[1:60].decode('latin1')
            k = t.split()[0] if t.split() else ''
            if k == 'BEGIN': st |= IN_TRANS; w.write(ok(1, st))
            elif k == 'COMMIT': st &= ~IN_TRANS; w.write(ok(1, st))
            elif k == 'ERR': w.write(err(1))
            elif k == 'HANG':
                await w.drain()
                while await r.read(1 << 20): pass
                return
            elif k == 'CUTAT':  # CUTAT n: the first n bytes of a result set of three rows, then nothing
                b = b''.join(resultset(3)); w.write(b[:int(t.split()[1])]); await w.drain(); await asyncio.sleep(3600)
            elif k == 'BIG16':  # a row of 16 MiB, cut after the first part's n-th byte of what follows
                b = b''.join(resultset(0)[:3]); w.write(b)
                w.write(struct.pack('<I', 0xffffff | 4 << 24) + b'\xfd' + b'\0\0\0' + b'x' * (0xffffff - 4)); await w.drain()
                rest = pkt(5, b'y' * 100)
                w.write(rest[:int(t.split()[1])]); await w.drain(); await asyncio.sleep(3600)
            elif k == 'FLOOD':
                rs = resultset(0)[:3]; w.write(b''.join(rs)); s = 4
                while True:
                    w.write(pkt(s & 255, b'\xfc' + struct.pack('<H', 20000) + b'z' * 20000)); s += 1; await w.drain()
            elif k == 'BULK':  # BULK n: a result set of n rows of 1,000 bytes
                rs = resultset(0)[:3]; out = [*rs]; sq = 4
                for _ in range(int(t.split()[1])): out.append(pkt(sq & 255, b'\xfc' + struct.pack('<H', 1000) + b'z' * 1000)); sq += 1
                out.append(eof(sq & 255, st)); w.write(b''.join(out))
            elif k == 'INFILE':
                w.write(pkt(1, b'\xfbfile')); await w.drain()
                while True:
                    s, d = await self.packet(r)
                    self.log.append((n, b'FILE %d %d' % (s, len(d))))
                    if not d: break
                w.write(ok(s + 1, st))
            elif k == 'SLOW': await asyncio.sleep(float(t.split()[1])); w.write(ok(1, st))
            elif k == 'SELECT': w.write(b''.join(resultset(1, status=st)))
            else: w.write(ok(1 + (seq if seq > 0 else 0), st))
            await w.drain()


class Agents:
    def __init__(self):
        self.healthy = [True] * 3

    async def start(self):
        for i in range(3):
            await asyncio.start_server(lambda r, w, i=i: self.serve(i, r, w), '127.0.0.1', AGENTS[i])

    async def serve(self, i, r, w):
        try:
            while True:
                h = await r.readuntil(b'\r\n\r\n')
                if not h.startswith(b'GET /api/v1/status '):
                    w.write(b'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'); await w.drain(); continue
                b = json.dumps(dict(wsrep_local_state=4, wsrep_local_state_comment='Synced', wsrep_local_index=i, healthy=self.healthy[i])).encode()
                w.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n' % len(b) + b); await w.drain()
        except Exception:
            pass
        finally:
            w.close()


class World:
    def __init__(self, more='', count=2, listener='', first=''):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.nodes = [Node(i) for i in range(3)]
        self.agents = Agents()
        for n in self.nodes: self.run(n.start())
        self.run(self.agents.start())
        self.conf = '/tmp/att16-%d.yml' % os.getpid()
        self.write(count, more, listener)
        env = dict(os.environ)
        self.logf = open('/tmp/att16-%d.log' % os.getpid(), 'w')
        self.p = subprocess.Popen([os.environ.get('PATCHBAY', HOME + '/patchbay'), '-configPath=' + self.conf], stdout=self.logf, stderr=self.logf, env=env)
        for _ in range(600):
            if self.p.poll() is not None: raise SystemExit('the proxy has ended: ' + open(self.logf.name).read())
            try:
                if self.cluster()['activeBackend']: break
            except Exception: pass
            time.sleep(.1)
        else: self.p.terminate(); raise SystemExit('the proxy does not start: ' + open(self.logf.name).read())

    def write(self, count=2, more='', listener=''):
        nodes = ''.join('    - {Name: n%d, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: api/v1/status}\n' % (i, NODES[i], AGENTS[i]) for i in range(count))
        open(self.conf, 'w').write('BindAddress: 127.0.0.1\nProxy:\n  Port: %d\n  HealthcheckTimeoutMillis: 1000\n%s  Backends:\n%s'
            'Listeners:\n  - {Name: aware, Port: %d, Protocol: mysql%s}\n'
            'API: {Port: %d, AggregatorPort: %d, Username: u, Password: p}\nHealthPort: %d\nMetrics: {Enabled: true, Port: %d}\n'
            % (RAW, more, nodes, AWARE, listener, API, AGG, HEALTH, METRICS))

    def run(self, c):
        return asyncio.run_coroutine_threadsafe(c, self.loop).result(30)

    def http(self, path, method='GET', body=None):
        q = urllib.request.Request('http://127.0.0.1:%d%s' % (API, path), method=method, data=json.dumps(body).encode() if body is not None else None)
        q.add_header('Authorization', 'Basic ' + base64.b64encode(b'u:p').decode())
        if body is not None: q.add_header('Content-Type', 'application/json')
        try:
            with urllib.request.urlopen(q, timeout=10) as a: b = a.read()
        except urllib.error.HTTPError as e:
            return {'status': e.code, 'text': e.read().decode()}
        return json.loads(b) if b[:1] in (b'{', b'[') else b.decode()

    def cluster(self): return self.http('/v0/cluster')
    def traffic(self, on): return self.http('/v0/cluster?trafficEnabled=%s&message=x' % ('true' if on else 'false'), 'PATCH')
    def sessions(self): return self.http('/v0/sessions?limit=500')
    def metrics(self):
        with urllib.request.urlopen('http://127.0.0.1:%d/metrics' % METRICS) as a: return a.read().decode()
    def count(self, name, *words):
        return sum(float(l.rsplit(' ', 1)[1]) for l in self.metrics().splitlines() if l.startswith(name + '{') and all(w in l for w in words))
    def fds(self):
        return len(os.listdir('/proc/%d/fd' % self.p.pid))
    def sockets(self):
        n = 0
        for f in os.listdir('/proc/%d/fd' % self.p.pid):
            try: n += os.readlink('/proc/%d/fd/%s' % (self.p.pid, f)).startswith('socket')
            except OSError: pass
        return n

    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        self.p.wait(20)


class Client:
    def __init__(self, port=AWARE, log_in=True, timeout=8, rcvbuf=0, user=b'u'):
        self.s = socket.socket()
        if rcvbuf: self.s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        self.s.settimeout(timeout)
        self.s.connect(('127.0.0.1', port))
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buf = b''
        if log_in:
            g = self.packet()
            if g is None or g[1][:1] == b'\xff': raise ConnectionError('refused: %r' % (g,))
            self.s.sendall(login(user=user))
            a = self.packet()
            if a is None or a[1][:1] != b'\0': raise ConnectionError('login: %r' % (a,))

    def exactly(self, n):
        while len(self.buf) < n:
            b = self.s.recv(1 << 20)
            if not b: return None
            self.buf += b
        r, self.buf = self.buf[:n], self.buf[n:]
        return r

    def packet(self):
        h = self.exactly(4)
        if h is None: return None
        l = h[0] | h[1] << 8 | h[2] << 16
        b = self.exactly(l)
        return None if b is None else (h[3], b)

    def send(self, cmd, body=b'', seq=0): self.s.sendall(pkt(seq, bytes([cmd]) + body))
    def query(self, t, wait=True):
        self.send(3, t.encode())
        return self.packet() if wait else None
    def ping(self):
        self.send(0x0e); return self.packet()
    def rest(self):
        """All that comes to the end: (bytes, how it ended)."""
        out = self.buf
        try:
            while True:
                b = self.s.recv(1 << 20)
                if not b: return out, 'eof'
                out += b
        except ConnectionResetError: return out, 'reset'
        except socket.timeout: return out, 'timeout'
    def close(self): self.s.close()


def parse(b):
    """Packets in these bytes: list of (seq, payload), and what is left over."""
    out = []
    while len(b) >= 4:
        l = b[0] | b[1] << 8 | b[2] << 16
        if len(b) < 4 + l: break
        out.append((b[3], b[4:4 + l])); b = b[4 + l:]
    return out, b


results = []
def check(name, good, detail=''):
    results.append(good)
    print(('held   ' if good else 'BROKEN ') + name + (': ' + str(detail) if detail != '' and not good else (' (' + str(detail) + ')' if detail != '' else '')), flush=True)
def until(f, seconds=10):
    end = time.time() + seconds
    while time.time() < end:
        if f(): return True
        time.sleep(.02)
    return False
