"""The public satisfaction survey (SKM, PermenPANRB 14/2017): periods, answers of nobody, the index."""
