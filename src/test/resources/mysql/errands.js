// What a program does with mysql2: names each errand when it is done, and goes on after a line.
const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const readline = require('node:readline');
const mysql = require('mysql2/promise');

const [host, port, user, password, other] = process.argv.slice(2);
const ca = process.env.ERRANDS_CA;
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function done(errand) {
  console.log(errand);
  await lines.next();
}

async function main() {
  const db = await mysql.createConnection({
    host,
    port: Number(port),
    user,
    password,
    database: 'wire',
    multipleStatements: true,
    // By TLS with this authority's file, and the name is looked at.
    ssl: ca && { ca: fs.readFileSync(ca), verifyIdentity: true },
  });
  await done('login');
  await db.query('DROP TABLE IF EXISTS js');
  await db.query('CREATE TABLE js (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)');
  await db.query('INSERT INTO js (v) VALUES (?), (?)', ['one', 'two']);
  const [rows] = await db.query('SELECT id FROM js ORDER BY id');
  assert.deepStrictEqual(rows.map((row) => row.id), [1, 2]);
  await done('text');
  await assert.rejects(db.query('SELECT nothing FROM nowhere'), { errno: 1146 });
  await done('a statement that fails');
  for (const [id, value] of [[1, 'one'], [2, 'two']]) {
    const [[row]] = await db.execute('SELECT v FROM js WHERE id = ?', [id]);
    assert.strictEqual(String(row.v), value);
  }
  await done('prepared');
  await db.query('SELECT 1; SELECT 2; INSERT INTO js (v) VALUES (3); SELECT * FROM js; CALL two()');
  await done('several results');
  let count = 0;
  for await (const row of db.connection.query('SELECT a.id FROM js a, js b, js c').stream()) count += row.id > 0;
  assert.strictEqual(count, 27);
  await done('rows that are read one by one');
  const { Readable } = require('node:stream');
  const infileStreamFactory = () => Readable.from([Buffer.from('500\tone\n501\ttwo\n')]);
  await db.query({ sql: "LOAD DATA LOCAL INFILE 'rows' INTO TABLE js (id, v)", infileStreamFactory });
  await done('a file');
  const big = crypto.randomBytes(17 << 20);
  await db.query('INSERT INTO js VALUES (900, ?)', [big]);
  const [[back]] = await db.query('SELECT v FROM js WHERE id = 900');
  assert.ok(big.equals(back.v));
  await done('17 MiB there and back');
  await db.beginTransaction();
  await db.query('DELETE FROM js');
  await db.rollback();
  await db.ping();
  await done('the rest');
  const [[{ version }]] = await db.query('SELECT VERSION() AS version');
  // mysql2 asks MySQL 5.7 without a password here, and is refused, also with no proxy between.
  if (!version.startsWith('5.')) {
    await db.changeUser({ user: other, password, database: 'other' });
    await done(`as ${other}`);
  }
  await db.end();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
