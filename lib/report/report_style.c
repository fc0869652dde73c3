/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The style sheet of a report's HTML: light, dark, and on paper; on a narrow
 * screen the cells of a table stand below its name, each with its head.  No
 * colour says what nothing else says.
 */
#include "report/report_style.h"

static const char *const parts[] = {
	/* Contrast is 4.5 or more of text, and 3 or more of bars. */
	":root{--back:#fff;--card:#f5f6f8;--text:#1b1f24;--dim:#57606a;"
	"--line:#d5d9de;--bar:#2563a8;--more:#b3261e}\n"
	"@media screen and (prefers-color-scheme:dark){:root{--back:#14171b;"
	"--card:#1e2228;--text:#e6e9ec;--dim:#a3abb5;--line:#3a4049;"
	"--bar:#6ea8e8;--more:#ff8a80}}\n",

	"*{box-sizing:border-box}\n"
	"body{margin:0;background:var(--back);color:var(--text);"
	"font:16px/1.45 system-ui,-apple-system,\"Segoe UI\",Roboto,"
	"\"Liberation Sans\",sans-serif}\n"
	"main{max-width:84rem;margin:0 auto;padding:1.5rem}\n"
	"h1{font-size:1rem;font-weight:600;color:var(--dim);margin:0}\n"
	"h2{font-size:1.1rem;margin:0}\n"
	"p{margin:.25rem 0;overflow-wrap:anywhere}\n"
	".lead{font-size:1.5rem;line-height:1.25;font-weight:600;"
	"margin:.25rem 0 1rem;max-width:60rem}\n"
	".note{color:var(--dim);font-size:.875rem}\n"
	"code{font:.875em ui-monospace,\"SF Mono\",Menlo,Consolas,"
	"\"DejaVu Sans Mono\",monospace;overflow-wrap:anywhere;"
	"unicode-bidi:isolate}\n",

	"dl{display:grid;gap:.75rem;margin:0 0 1rem;"
	"grid-template-columns:repeat(auto-fit,minmax(10rem,1fr))}\n"
	"dl div{background:var(--card);border:1px solid var(--line);"
	"border-radius:.5rem;padding:.75rem 1rem}\n"
	"dt{color:var(--dim);font-size:.875rem}\n"
	"dd{margin:0;font-size:1.25rem;font-weight:600;"
	"font-variant-numeric:tabular-nums;overflow-wrap:anywhere}\n"
	"dd small{font-size:1rem;font-weight:400;color:var(--dim);"
	"white-space:nowrap}\n",

	".tables{display:grid;gap:2rem 3rem;align-items:start;"
	"margin:2rem 0;"
	"grid-template-columns:repeat(auto-fit,minmax(min(100%,34rem),1fr))}\n"
	"section{min-width:0;overflow-x:auto}\n"
	".broad{grid-column:1/-1}\n"
	".wide{margin:2rem 0}\n"
	"table{border-collapse:collapse;width:100%}\n"
	"caption{text-align:left;padding:0 0 .25rem}\n"
	"th,td{padding:.35rem 0 .35rem .9rem;text-align:right;"
	"vertical-align:top;border-bottom:1px solid var(--line);"
	"font-variant-numeric:tabular-nums}\n"
	"td,thead th{white-space:nowrap}\n"
	"th:first-child{padding-left:0;text-align:left;width:99%}\n"
	"thead th{color:var(--dim);font-size:.875rem;font-weight:400}\n"
	"tbody th{font-weight:400;min-width:9rem;overflow-wrap:anywhere;"
	"unicode-bidi:isolate}\n"
	".more{color:var(--more);font-weight:600}\n",

	".bar{display:block;width:100%;height:.625rem;margin-top:.2rem;"
	"overflow:visible}\n"
	".bar rect{stroke:var(--bar);stroke-width:1;"
	"vector-effect:non-scaling-stroke}\n"
	".bar .left{fill:var(--bar)}\n"
	".bar .saved{fill:none}\n"
	"ol,ul{padding-left:1.5rem;margin:.5rem 0}\n"
	"li{margin:.75rem 0;overflow-wrap:anywhere}\n"
	"footer{max-width:84rem;margin:0 auto;padding:0 1.5rem 1.5rem;"
	"color:var(--dim);font-size:.875rem}\n",

	"@media screen and (max-width:40rem){"
	"main{padding:1rem}footer{padding:0 1rem 1rem}"
	".lead{font-size:1.25rem}dd{font-size:1.25rem}"
	"dl{grid-template-columns:repeat(auto-fit,minmax(8rem,1fr))}"
	"table,caption,tbody{display:block}"
	"thead{position:absolute;width:1px;height:1px;overflow:hidden;"
	"clip-path:inset(50%)}"
	"tbody tr{display:grid;gap:.25rem 1rem;padding:.5rem 0;"
	"grid-template-columns:repeat(3,minmax(0,1fr));"
	"border-bottom:1px solid var(--line)}"
	"tbody th{grid-column:1/-1;padding:0 0 .25rem;border:0;width:auto}"
	"td{padding:0;border:0;text-align:left;white-space:normal;"
	"overflow-wrap:anywhere}"
	"td:empty{display:none}"
	"td::before{content:attr(data-head);display:block;color:var(--dim);"
	"font-size:.75rem;font-weight:400}}\n",

	"@media print{body{font-size:10pt}main{max-width:none;padding:0}"
	".tables{display:block}section{margin:0 0 1.5rem}"
	"tr,li,dl div{break-inside:avoid}h2,caption{break-after:avoid}"
	".bar{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n",
};

void
report_style(struct buf *out)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		buf_add_str(out, parts[i]);
}
