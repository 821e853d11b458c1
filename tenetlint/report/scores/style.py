"""How the page looks: light and dark by the reader's choice, and on paper. No font, picture or script is fetched."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1e; --dim: #63636b; --line: #d8d8de; --paper: #ffffff; --soft: #f4f4f7;
  --upheld: #1a7f37; --strained: #8a6100; --broken: #b3261e; --open: #8a6100; --none: #63636b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8ec; --dim: #a0a0aa; --line: #3a3a42; --paper: #16161a;
  --soft: #212127; --upheld: #4ac26b; --strained: #d8a634; --broken: #ff7b72; --open: #d8a634; --none: #a0a0aa; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 0; }
code { font: 0.9em ui-monospace, monospace; background: var(--soft); padding: 0 0.2em; border-radius: 3px; }
code, li, td, p { overflow-wrap: anywhere; }
section.tenet { border-top: 1px solid var(--line); padding: 1rem 0; }
.head { display: flex; gap: 0.8rem; align-items: baseline; }
.head h2 { flex: 1; } .value { font-size: 1.4rem; font-weight: 600; min-width: 2.5rem; text-align: right; }
.dim, .clause { color: var(--dim); } .clause { font-style: italic; }
.upheld { color: var(--upheld); } .strained { color: var(--strained); } .broken { color: var(--broken); }
.in-question { color: var(--open); } .not-assessed { color: var(--none); }
svg.bar { display: block; width: 100%; height: 6px; margin: 0.4rem 0; border-radius: 3px; fill: currentColor; }
svg.bar .back { fill: var(--line); }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; margin: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.6rem 0.25rem 0;
  border-bottom: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
summary { cursor: pointer; color: var(--dim); } ul { padding-left: 1.2rem; margin: 0.3rem 0; }
footer { border-top: 1px solid var(--line); color: var(--dim); font-size: 0.9rem; padding: 1rem 0; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } section.tenet { break-inside: avoid; }
  details::details-content { content-visibility: visible; height: auto; } }
"""
