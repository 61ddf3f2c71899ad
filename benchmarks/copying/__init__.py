"""Makes an office as large as asked for out of one that the services wrote: all rows of a ticket, many times.

A copy has its own ids, number and secret, and where nobody said where it is, a place: its kelurahan, and a
point within. Everything else happened to it at the instants of what it copies, so that its ledger, its facts
and what lists show of it are what the services would have written. Digests are made anew for each copy, the
cells of months grow by what the copies come to; `verify` finds nothing. Of a digest that acts renewed, each
copy has the newest alone; links of the seal are left to the sealer.

Rows that hold no digest and no number the database copies itself; the others are made here and written in
bulk. Indexes that only serve reading are made after the rows.
"""
