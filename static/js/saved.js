/* The answer to an accepted write sets the cookie `saved` to its edit_id; read once, it has done its work. */

const COOKIE = /(?:^|;\s*)saved=([^;]*)/;

export const savedNow = () => (document.cookie.match(COOKIE) || ["", ""])[1];
export const savedAtLoad = savedNow();

if (savedAtLoad) document.cookie = "saved=; path=/; max-age=0; samesite=lax";
