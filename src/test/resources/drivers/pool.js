// mysql2's pool under cuts; README.md says what it is told and answers.
const mysql = require('mysql2');
const readline = require('node:readline');

const [host, port, user, password, count] = process.argv.slice(2);
const CLIENTS = Number(count);
const ROWS = 1000;

const pool = () =>
  mysql.createPool({ host, port: Number(port), user, password, database: 'app', connectionLimit: CLIENTS / 2 });
const pools = { released: pool(), destroyed: pool() };
const failed = new WeakMap();
let report;

function clear() {
  report = { ok: 0, errors: {}, again: {}, wrong: [] };
}

function add(of, label) {
  of[label] = (of[label] || 0) + 1;
}

function answer() {
  console.log(JSON.stringify(report));
  clear();
}

const take = (kind) => new Promise((done, fail) => pools[kind].getConnection((error, connection) => (error ? fail(error) : done(connection))));
const ask = (connection, how, sql, values) =>
  new Promise((done, fail) => connection[how](sql, values, (error, rows) => (error ? fail(error) : done(rows))));
const pause = () => new Promise((done) => setTimeout(done, Math.random() * 200));

// Resolves once so many have come.
function barrier(parties) {
  let open;
  const opened = new Promise((done) => (open = done));
  return () => {
    if (--parties === 0) open();
    return opened;
  };
}

class Client {
  constructor(number) {
    this.number = number;
    this.kind = (number >> 1) % 2 === 0 ? 'released' : 'destroyed';
    this.holds = number % 2 === 0;
    this.count = 0;
  }

  token() {
    return `${user}-${this.number}-${++this.count}`;
  }

  async short(connection) {
    const token = this.token();
    const rows = await ask(connection, this.count % 2 ? 'query' : 'execute', 'SELECT ? AS token', [token]);
    this.check(token, rows.length === 1 && rows[0].token === token, rows);
  }

  async long(connection) {
    const token = this.token();
    const rows = await ask(connection, this.count % 2 ? 'query' : 'execute', `SELECT ? AS token, seq FROM seq_1_to_${ROWS}`, [token]);
    this.check(token, rows.length === ROWS && rows.every((row, i) => row.token === token && Number(row.seq) === i + 1), rows);
  }

  check(token, right, rows) {
    if (!right) report.wrong.push(`${token}: ${rows.length} rows, ${JSON.stringify(rows[0])}`);
  }

  // True if it was answered.
  async attempt(work, wait) {
    let connection;
    try {
      connection = await take(this.kind);
      if (wait) await wait();
      await work(connection);
      report.ok++;
      return true;
    } catch (error) {
      const label = `${this.kind} ${error.errno > 0 ? error.errno : error.code}${error.sqlState ? '/' + error.sqlState : ''}`;
      add(report.errors, label);
      if (connection) {
        if (failed.has(connection)) add(report.again, `${failed.get(connection)}, then ${label}`);
        failed.set(connection, label);
        if (this.kind === 'destroyed') {
          connection.destroy();
          connection = undefined;
        }
      }
      return false;
    } finally {
      if (connection) connection.release();
    }
  }

  async hold(wait) {
    await this.attempt(async (connection) => {
      await this.short(connection);
      await wait();
      if (this.holds) {
        await ask(connection, 'query', "SELECT GET_LOCK('held', 300), ?", [this.token()]);
        report.wrong.push('a row that was not to come');
      }
    });
  }

  async use(wait) {
    while (!(await this.attempt((connection) => this.short(connection), wait))) wait = undefined;
  }

  async busy() {
    for (;;) {
      const last = calm;
      const long = Math.random() < 0.5;
      if ((await this.attempt((connection) => (long ? this.long(connection) : this.short(connection)))) && last) return;
      await pause();
    }
  }
}

const clients = Array.from({ length: CLIENTS }, (_, i) => new Client(i));
let calm = false;
let working;
clear();

readline
  .createInterface({ input: process.stdin })
  .on('line', async (command) => {
    if (command === 'busy') {
      calm = false;
      working = Promise.all(clients.map((client) => client.busy()));
      return;
    }
    if (command === 'calm') {
      calm = true;
      await working;
    } else {
      const wait = barrier(CLIENTS);
      await Promise.all(clients.map((client) => client[command](wait)));
    }
    answer();
  })
  .on('close', () => process.exit());
