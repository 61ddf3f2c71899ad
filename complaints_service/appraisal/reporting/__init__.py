"""What the system cannot measure: values an officer reports with evidence and a superior approves."""
