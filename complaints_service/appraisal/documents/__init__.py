"""Plans, evaluations and feedback as documents to sign (PDF) and sheets for the national system (XLSX)."""
