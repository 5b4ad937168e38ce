"use strict";
(() => {
	const $ = (id) => document.getElementById(id);
	const cards = [...document.querySelectorAll(".card")];
	const facets = [...document.querySelectorAll(".facets button")];
	const search = $("search"), groups = $("groups"), all = $("all");
	const byRule = [...groups.children];
	const chosen = { rule: new Set(), package: new Set() };
	const texts = new Map();
	let current = null;

	// The text of a card, in lower case, as it is first asked for.
	const textOf = (card) => {
		if (!texts.has(card)) texts.set(card, card.textContent.toLowerCase() + " " + card.dataset.package.toLowerCase());
		return texts.get(card);
	};
	const visible = () => [...groups.querySelectorAll(".card")].filter((c) => !c.hidden);

	// A facet counts what choosing it would show: what fits but for its own kind.
	const show = () => {
		const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
		const counts = { rule: new Map(), package: new Map() };
		let n = 0;
		for (const card of cards) {
			const hit = words.every((w) => textOf(card).includes(w));
			const fits = (kind) => hit && (!chosen[kind].size || chosen[kind].has(card.dataset[kind]));
			const count = (kind) => counts[kind].set(card.dataset[kind], (counts[kind].get(card.dataset[kind]) || 0) + 1);
			if (fits("package")) count("rule");
			if (fits("rule")) count("package");
			card.hidden = !(fits("rule") && fits("package"));
			n += card.hidden ? 0 : 1;
		}
		for (const group of groups.children) group.hidden = !group.querySelector(".card:not([hidden])");
		for (const facet of facets) {
			const { kind, name } = facet.dataset;
			const count = counts[kind].get(name) || 0;
			facet.querySelector("b").textContent = count;
			facet.classList.toggle("zero", count === 0);
			facet.setAttribute("aria-pressed", chosen[kind].has(name));
		}
		const noun = cards.length === 1 ? " finding" : " findings";
		$("shown").textContent = (n < cards.length ? n + " of " : "") + cards.length + noun;
		$("empty").hidden = n > 0 || cards.length === 0;
		label();
	};
	const label = () => { all.textContent = visible().some((c) => !c.open) ? "Open all" : "Close all"; };

	// The groups as the page has them are by rule; those by package are made here.
	const byPackage = () => {
		const made = new Map();
		for (const card of cards) {
			const name = card.dataset.package;
			if (!made.has(name)) {
				const group = document.createElement("section"), title = document.createElement("h2");
				group.className = "group";
				group.dataset.name = name;
				title.textContent = name;
				group.append(title);
				made.set(name, group);
			}
			made.get(name).append(card);
		}
		return [...made.keys()].sort().map((name) => made.get(name));
	};
	const group = (kind) => {
		groups.dataset.by = kind;
		if (kind === "package") groups.replaceChildren(...byPackage());
		else {
			groups.replaceChildren(...byRule);
			for (const card of cards) byRule.find((g) => g.dataset.name === card.dataset.rule).append(card);
		}
		for (const k of ["rule", "package"]) $("by-" + k).setAttribute("aria-pressed", k === kind);
		show();
	};
	const reset = () => {
		search.value = "";
		chosen.rule.clear();
		chosen.package.clear();
		show();
	};

	const select = (card) => {
		if (current) current.classList.remove("current");
		current = card;
		if (!card) return;
		card.classList.add("current");
		card.querySelector("summary").focus({ preventScroll: true });
		card.scrollIntoView({ block: "nearest" });
		const top = card.getBoundingClientRect().top;
		if (top < 70) scrollBy(0, top - 70);
	};
	const move = (step) => {
		const list = visible(), i = list.indexOf(current);
		const next = list[i < 0 ? 0 : Math.min(list.length - 1, Math.max(0, i + step))];
		if (next) select(next);
	};

	for (const facet of facets) facet.addEventListener("click", () => {
		const { kind, name } = facet.dataset;
		if (!chosen[kind].delete(name)) chosen[kind].add(name);
		show();
	});
	search.addEventListener("input", show);
	$("reset").addEventListener("click", reset);
	$("by-rule").addEventListener("click", () => group("rule"));
	$("by-package").addEventListener("click", () => group("package"));
	all.addEventListener("click", () => {
		const open = visible().some((c) => !c.open);
		for (const card of visible()) card.open = open;
		label();
	});
	groups.addEventListener("toggle", label, true);
	document.addEventListener("keydown", (e) => {
		if (e.ctrlKey || e.metaKey || e.altKey) return;
		if (e.key === "Escape") { reset(); search.blur(); return; }
		if (e.target === search) return;
		const act = { "/": () => search.focus(), j: () => move(1), k: () => move(-1) }[e.key];
		if (act) { e.preventDefault(); act(); }
	});
	$("theme").addEventListener("click", () => {
		const root = document.documentElement;
		const dark = root.classList.contains("dark") ||
			!root.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches;
		root.classList.toggle("dark", !dark);
		root.classList.toggle("light", dark);
	});

	if (all.dataset.open === "true") for (const card of cards) card.open = true;
	const asked = location.hash && $(location.hash.slice(1));
	if (asked) { asked.open = true; select(asked); }
	label();
})();
