// What a program does with go-sql-driver: names each errand when it is done, and goes on after a line.
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/ioutil"
	"os"
	"strings"

	"github.com/go-sql-driver/mysql"
)

var (
	in  = bufio.NewReader(os.Stdin)
	ctx = context.Background()
	db  *sql.Conn
)

func done(errand string) {
	fmt.Println(errand)
	in.ReadString('\n')
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func execute(query string, values ...interface{}) {
	_, err := db.ExecContext(ctx, query, values...)
	must(err)
}

// Reads all rows of all results; returns how many rows the first has.
func count(query string, values ...interface{}) int {
	rows, err := db.QueryContext(ctx, query, values...)
	must(err)
	defer rows.Close()
	first := -1
	for {
		here := 0
		for rows.Next() {
			here++
		}
		if first < 0 {
			first = here
		}
		if !rows.NextResultSet() {
			must(rows.Err())
			return first
		}
	}
}

func expect(holds bool, what string) {
	if !holds {
		must(errors.New(what))
	}
}

func value(query string, values ...interface{}) []byte {
	var got []byte
	must(db.QueryRowContext(ctx, query, values...).Scan(&got))
	return got
}

func main() {
	host, port, user, password := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	address := fmt.Sprintf("%s:%s@tcp(%s:%s)/wire?multiStatements=true&maxAllowedPacket=67108864", user, password, host, port)
	if file := os.Getenv("ERRANDS_CA"); file != "" {
		// By TLS with this authority's file, and the name is looked at.
		pem, err := ioutil.ReadFile(file)
		must(err)
		authorities := x509.NewCertPool()
		authorities.AppendCertsFromPEM(pem)
		must(mysql.RegisterTLSConfig("proxy", &tls.Config{RootCAs: authorities}))
		address += "&tls=proxy"
	}
	pool, err := sql.Open("mysql", address)
	must(err)
	db, err = pool.Conn(ctx)
	must(err)

	done("login")
	execute("DROP TABLE IF EXISTS go")
	execute("CREATE TABLE go (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)")
	execute("INSERT INTO go (v) VALUES ('one'), ('two'), ('three')")
	expect(string(value("SELECT v FROM go WHERE id = 2")) == "two", "another row")
	done("text")
	_, err = db.ExecContext(ctx, "SELECT nothing FROM nowhere")
	var said *mysql.MySQLError
	expect(errors.As(err, &said) && said.Number == 1146, fmt.Sprint(err))
	done("a statement that fails")
	expect(string(value("SELECT v FROM go WHERE id = ?", 3)) == "three", "another value")
	done("prepared")
	expect(count("SELECT 1; SELECT 2 UNION SELECT 3; SELECT * FROM go; CALL two()") == 1, "another result")
	done("several results")
	expect(count("SELECT a.id FROM go a, go b, go c WHERE a.id > ?", 0) == 27, "another number of rows")
	done("rows")
	mysql.RegisterReaderHandler("rows", func() io.Reader { return strings.NewReader("100\tone\n101\ttwo\n") })
	execute("LOAD DATA LOCAL INFILE 'Reader::rows' INTO TABLE go (id, v)")
	expect(count("SELECT id FROM go WHERE id >= 100") == 2, "another number of rows from the file")
	done("a file")
	big := make([]byte, 17<<20)
	rand.Read(big)
	execute("INSERT INTO go VALUES (900, ?)", big)
	expect(bytes.Equal(value("SELECT v FROM go WHERE id = 900"), big), "another value")
	done("17 MiB there and back")
	transaction, err := db.BeginTx(ctx, nil)
	must(err)
	_, err = transaction.Exec("DELETE FROM go")
	must(err)
	must(transaction.Rollback())
	must(db.PingContext(ctx))
	done("the rest")
	must(db.Close())
	must(pool.Close())
}
