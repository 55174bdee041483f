# Makes the table of acceptance/bench from its rows and raw figures. Plain awk, as mawk is.
# Usage: awk -f table.awk rows.tsv raw.tsv

BEGIN {
  FS = "\t"
  all = split("direct haproxy haproxy3 nginx before raw patchbay", contestant, " ")
  title["direct"] = "direct"; title["haproxy"] = "HAProxy"; title["haproxy3"] = "HAProxy 3"
  title["nginx"] = "nginx"; title["before"] = "before"; title["raw"] = "raw port"; title["patchbay"] = "Patchbay"
  rivals = split("haproxy haproxy3 before raw", rival, " ")
}

/^#/ { next }

FNR == NR {
  row[++rows] = $1; label[$1] = $2; digits[$1] = $3; target[$1] = $4; target[$1, 2] = $5
  next
}

{
  seen[$1] = 1
  present[$3] = 1
  value[$1, $3, ++count[$1, $3]] = $4
  at[$1, $3, $2] = $4
  if ($2 > last_round[$1]) last_round[$1] = $2
}

# The median of values[1..n]; sorts them.
function median(values, n,    i, j, v) {
  for (i = 2; i <= n; i++) {
    v = values[i] + 0
    for (j = i - 1; j >= 1 && values[j] + 0 > v; j--) values[j + 1] = values[j]
    values[j + 1] = v
  }
  return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
}

# The figures of one contestant into the array `sorted`; gives how many.
function gather(figure, who,    i, n) {
  n = count[figure, who] + 0
  for (i = 1; i <= n; i++) sorted[i] = value[figure, who, i]
  return n
}

function cell(figure, who,    n) {
  n = gather(figure, who)
  return n ? grouped(sprintf("%." digits[figure] "f", median(sorted, n))) : "-"
}

# 123456.7 as 123,456.7.
function grouped(number,    whole, rest, at_dot) {
  at_dot = index(number, ".")
  whole = at_dot ? substr(number, 1, at_dot - 1) : number
  rest = at_dot ? substr(number, at_dot) : ""
  while (length(whole) > 3) {
    rest = "," substr(whole, length(whole) - 2) rest
    whole = substr(whole, 1, length(whole) - 3)
  }
  return whole rest
}

# The median over the rounds of Patchbay's figure divided by that of its rival in the same round; "" without any.
function ratio(figure, other_one,    r, n, other) {
  n = 0
  for (r = 1; r <= last_round[figure]; r++) {
    other = at[figure, other_one == "best" ? "haproxy" : other_one, r] + 0
    if (other_one == "best" && at[figure, "nginx", r] + 0 > other) other = at[figure, "nginx", r] + 0
    if (other > 0 && (figure, "patchbay", r) in at) sorted[++n] = at[figure, "patchbay", r] / other
  }
  return n ? median(sorted, n) : ""
}

function holds(figure, bound, limit) { return bound == ">=" ? figure >= limit : figure <= limit }

# What is asked of a figure, and whether it is met.
function verdict(reached, bound, limit, stretch) {
  if (reached == "") return ""
  if (stretch != "" && holds(reached, bound, stretch)) return "met (stretch)"
  return holds(reached, bound, limit) ? "met" : "MISSED"
}

function pair(figure, who,    n) {
  n = gather(figure, who)
  return n ? sprintf("%.0f / %.0f", median(sorted, n), sorted[n]) : "-"
}

END {
  printf "%-30s", "medians"
  for (c = 1; c <= all; c++) if (contestant[c] in present) printf "%10s", title[contestant[c]]
  for (r = 1; r <= rivals; r++) if (rival[r] in present) printf "%14s", "to " title[rival[r]]
  print "   target"
  for (i = 1; i <= rows; i++) {
    figure = row[i]
    if (!(figure in seen)) continue
    # %-30s counts bytes in some awks, and µ has two.
    line = label[figure]
    shown = line
    gsub(/µ/, "u", shown)
    printf "%s%" (30 - length(shown)) "s", line, ""
    for (c = 1; c <= all; c++) if (contestant[c] in present) printf "%10s", cell(figure, contestant[c])
    for (k = 1; k <= rivals; k++) if (rival[k] in present) {
      reached = ratio(figure, rival[k])
      printf "%14s", reached == "" ? "" : sprintf("%.2f", reached)
    }
    asked(figure, target[figure])
    asked(figure, target[figure, 2])
    print ""
  }
  if ("tls_select" in seen) print "by TLS: the mysql listener has TLS of its own with client and node, and reads what they say. With all others client and\nnode have it with each other, and the proxy passes on what it cannot read."
  failovers()
}

# What one target asks, and what came of it.
function asked(figure, one,    t, n, reached, whom, note) {
  if (!split(one, t, " ")) return
  n = gather(figure, "patchbay")
  reached = t[1] == "value" ? (n ? median(sorted, n) : "") : ratio(figure, t[1])
  note = t[1] == "best" && reached != "" ? sprintf(" to the best: %.2f", reached) : ""
  whom = target[figure, 2] == "" && t[1] != "raw" ? "" : " to " title[t[1]]
  printf "   %s %s%s%s  %s%s", t[2], t[3], t[4] == "" ? "" : " (" t[4] ")", whom, verdict(reached, t[2], t[3], t[4]), note
}

function failovers(    f, s, i, j, faults, sizes, key, shown, n) {
  f = split("503 refused hang killed", fault, " ")
  s = split("1 1000 5000", size, " ")
  for (i = 1; i <= f; i++) for (j = 1; j <= s; j++) {
    key = "failover_" fault[i] "_" size[j]
    if (!((key "_last") in seen)) continue
    if (!shown++) {
      print "\nfailover, ms after the fault: median / max"
      printf "%-16s%10s%18s%18s%18s%20s\n", "agent's fault", "sessions", "first cut", "last cut", "first to last", "next node answers"
    }
    printf "%-16s%10s%18s%18s%18s%20s", fault[i], grouped(size[j]), pair(key "_first", "patchbay"), \
      pair(key "_last", "patchbay"), pair(key "_spread", "patchbay"), pair(key "_answer", "patchbay")
    if (size[j] == 5000 && fault[i] != "killed") {
      n = gather(key "_spread", "patchbay")
      printf "   first to last <= 250 (100)  %s", verdict(median(sorted, n), "<=", 250, 100)
    }
    print ""
  }
  for (j = 1; j <= s && shown; j++) {
    key = "failover_tool_" size[j] "_spread"
    if (key in seen) printf "%-16s%10s%18s%18s%18s\n", "(no proxy)", grouped(size[j]), "", "", pair(key, "direct")
  }
  if (shown) print "killed: node and agent end together, and the node's own resets are the cut. no proxy: a node resets all its\nsessions; that spread is the measuring tool's own. HealthcheckTimeoutMillis 5000, interval 500."
}
