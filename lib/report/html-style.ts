/**
 * The style of the HTML report. Light and dark by what the reader's system prefers, black on white in print. Colours say how
 * grave something is; none says that something is in order.
 */
export const style = `
:root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--soft:#59636e;--line:#d1d9e0;--fill:#f6f8fa;--mark:#0550ae;
--critical:#a40e26;--high:#c4320a;--medium:#8a5a00;--low:#0b6472;--info:#59636e;--banner:#fff}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--ink:#e6edf3;--soft:#9aa4af;--line:#30363d;--fill:#161b22;--mark:#79c0ff;
--critical:#ff7b86;--high:#ff9a62;--medium:#e3b341;--low:#56c8d8;--info:#9aa4af;--banner:#0d1117}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:80rem;padding:1.5rem;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,'Segoe UI',sans-serif}
header{border-left:.4rem solid var(--tone);padding:.2rem 0 .2rem 1rem}
h1{font-size:1.5rem;margin:0;overflow-wrap:anywhere}
h1 b{background:var(--tone);color:var(--banner);padding:.1rem .6rem;border-radius:.3rem;margin-right:.5rem}
h1 code{background:none;padding:0}
h2{font-size:1.1rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
h2,summary{break-after:avoid}
p,ul,ol{margin:.4rem 0;overflow-wrap:anywhere}
nav{margin:1rem 0;color:var(--soft)}
nav a{margin-right:.9rem}
a{color:var(--mark)}
.escalate{--tone:var(--critical)}.review{--tone:var(--medium)}.expected{--tone:var(--low)}.not-judged,.unread{--tone:var(--info)}
.wide{overflow-x:auto;margin:.5rem 0}
table{border-collapse:collapse;width:100%;font-size:.92em}
th,td{border:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
section[id$='-findings'] td{overflow-wrap:anywhere}section[id$='-registration'] td:first-child code{white-space:nowrap}
.wide table:has(thead){min-width:44rem}section[id$='-findings'] .wide table{min-width:56rem}
thead th{background:var(--fill)}
tbody th{width:9rem;font-weight:600;color:var(--soft)}
section[id$='-findings'] td:nth-child(2){width:20%}section[id$='-findings'] td:nth-child(3){width:26%}
section[id$='-findings'] td:nth-child(4){width:16%}section[id$='-findings'] td:nth-child(5){width:32%}
th,.s,td:first-child:has(.s){white-space:nowrap}
tr{break-inside:avoid}
code,pre{font:.92em/1.4 ui-monospace,Consolas,monospace;unicode-bidi:isolate;overflow-wrap:anywhere}
code{background:var(--fill);border-radius:.2rem;padding:0 .2rem}
pre{background:var(--fill);border:1px solid var(--line);padding:.5rem;white-space:pre-wrap;margin:.3rem 0}
.left{color:var(--soft);font-style:italic}
.s{font-weight:700;white-space:nowrap}.s-critical{color:var(--critical)}.s-high{color:var(--high)}.s-medium{color:var(--medium)}.s-low{color:var(--low)}.s-info{color:var(--info)}
summary{cursor:pointer;color:var(--mark)}
article+article{margin-top:4rem;border-top:3px double var(--line);padding-top:2rem}
svg{display:block}
svg text{font:11.5px system-ui,'Segoe UI',sans-serif;fill:var(--ink)}
svg .h{fill:var(--soft);font-weight:600}
svg .t{fill:var(--soft);font-size:10.5px}
svg rect{fill:var(--fill);stroke:var(--line);stroke-width:1.2}
svg .n-entry rect{stroke:var(--mark)}
svg .n-data rect{stroke:var(--high);stroke-dasharray:4 2}
svg .e-critical rect{stroke:var(--critical);stroke-width:2}svg .e-high rect{stroke:var(--high);stroke-width:2}
svg .e-medium rect{stroke:var(--medium);stroke-width:1.6}svg .e-low rect{stroke:var(--low)}
svg path{fill:none;stroke:var(--soft);stroke-width:1.1;opacity:.75}
svg .data{stroke:var(--high);stroke-width:2.4;opacity:.9}
svg .far{stroke-dasharray:5 3}
@media print{:root{color-scheme:light;--page:#fff;--ink:#000;--soft:#333;--line:#999;--fill:#fff;--mark:#000;
--critical:#800;--high:#930;--medium:#640;--low:#045;--info:#333;--banner:#fff}
body{max-width:none;padding:0;font-size:10.5pt}nav{display:none}.wide{overflow:visible}.wide table:has(thead),section[id$='-findings'] .wide table{min-width:0}svg{max-width:100%;height:auto}
h1 b{background:none;color:var(--tone);border:2px solid var(--tone)}article+article{break-before:page}details>summary{display:none}}
`
