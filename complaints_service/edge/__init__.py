"""What pages and API share: schemas, actor and session, transactions, problem details, limits."""
