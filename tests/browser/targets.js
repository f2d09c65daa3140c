/* What a finger may miss: targets below 24 px that WCAG 2.5.8 does not except, sheets opened one by one. */
() => {
    const SMALL = 24;
    const shown = each => each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length > 0;
    const label = each => each.matches("input:not([type=text], [type=search], [type=email], [type=password])") && each.labels && each.labels[0];
    const united = (a, b) => ({left: Math.min(a.left, b.left), right: Math.max(a.right, b.right),
        top: Math.min(a.top, b.top), bottom: Math.max(a.bottom, b.bottom)});
    const boxOf = each => {
        const own = each.getBoundingClientRect();
        return label(each) && shown(label(each)) ? united(own, label(each).getBoundingClientRect()) : own;
    };
    const isSmall = ({box}) => box.right - box.left < SMALL - 0.1 || box.bottom - box.top < SMALL - 0.1;
    /* A link in a sentence is as high as its line, which WCAG 2.5.8 excepts. */
    const isInline = ({each}) => {
        if (getComputedStyle(each).display !== "inline") return false;
        let block = each.parentElement;
        while (getComputedStyle(block).display === "inline") block = block.parentElement;
        const words = [...block.querySelectorAll("a, button")].reduce((text, link) => text.replace(link.textContent, ""), block.textContent);
        return /\p{L}{2}|[0-9]/u.test(words);
    };
    const gap = (box, x, y) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
    const isCrowded = (one, all) => {
        const x = (one.box.left + one.box.right) / 2, y = (one.box.top + one.box.bottom) / 2;
        return all.some(other => other !== one && !other.each.contains(one.each) && !one.each.contains(other.each) && (
            gap(other.box, x, y) < SMALL / 2 - 0.1 || (isSmall(other) && Math.hypot(
                (other.box.left + other.box.right) / 2 - x, (other.box.top + other.box.bottom) / 2 - y) < SMALL - 0.1)));
    };
    const found = new Set();
    const look = root => {
        const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
            .filter(each => shown(each) && !each.closest(".skip, .day-calendar")).map(each => ({each, box: boxOf(each)}));
        for (const one of all) if (root.contains(one.each) && isSmall(one) && !isInline(one) && isCrowded(one, all)) {
            const {each, box} = one;
            found.add(`${each.tagName.toLowerCase()}.${each.className.baseVal ?? each.className} in .${each.parentElement.className} `
                + `"${each.textContent.trim().slice(0, 24)}" ${Math.round(box.right - box.left)}x${Math.round(box.bottom - box.top)}`);
        }
    };
    look(document.body);
    for (const sheet of document.querySelectorAll("details:not([open])")) {
        sheet.open = true;
        look(sheet);
        sheet.open = false;
    }
    return [...found];
}
