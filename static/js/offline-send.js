// The device's letters to the server. Each answer is one of a few outcomes; a lost one is asked for again as it was.

const PATIENCE = 20_000;
const AWAY = { outcome: "away" };
const SIGN_IN = { outcome: "sign-in" };
const SENTENCES = {
  403: "The server does not take this from you: somebody else is signed in here, or you were no ambassador on that day.",
  404: "The server does not take this: somebody else is signed in here, or the colleague has left your schools.",
  413: "This is too long to be sent in one piece. Make the notes shorter.",
};

// Refusals that only other words can mend; any other may end with who is signed in.
const OF_WORDS = [413, 422];

let token;

async function request(address, options) {
  try {
    return await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE), cache: "no-store", ...options });
  } catch {
    return null; // no network, or no answer in time: it is sent again
  }
}

async function fetchToken() {
  const answer = await request("/coaching/offline/token");
  if (!answer || answer.status >= 500) return AWAY;
  if (answer.type === "opaqueredirect" || answer.status === 401) return SIGN_IN;
  if (!answer.ok) return refusal(answer.status);
  try {
    token = (await answer.json()).csrf_token;
  } catch {
    return AWAY;
  }
  return null;
}

const refusal = (status, errors) => ({
  outcome: "refused",
  isOfWords: OF_WORDS.includes(status),
  errors: errors ?? [{ field: "", sentence: SENTENCES[status] ?? "The server could not take this." }],
});

/** Post JSON. Outcomes: done, away, sign-in, refused, stale, wipe. */
export async function post(address, what, isAgain = false) {
  if (!token) {
    const fault = await fetchToken();
    if (fault) return fault;
  }
  const answer = await request(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(what),
  });
  if (!answer || answer.status >= 500) return AWAY;
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.status === 400 && !isAgain) {
    token = undefined; // signed in anew meanwhile
    return post(address, what, true);
  }
  if (answer.status === 401 || answer.type === "opaqueredirect") {
    token = undefined;
    return SIGN_IN;
  }
  let said;
  try {
    said = isJson ? await answer.json() : {};
  } catch {
    return AWAY; // cut off in the middle of the answer
  }
  if (answer.ok) return isJson ? { outcome: "done", said } : AWAY; // a hotel's own page is no answer
  if (answer.status === 410) return { outcome: "wipe" };
  if (answer.status === 409) return { outcome: "stale", said };
  return refusal(answer.status, said.errors);
}

/** A token of whoever is signed in now, or the outcome that says why there is none. */
export const freshToken = async () => (await fetchToken()) ?? { token };
