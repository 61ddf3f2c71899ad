/* Passkeys: a form with `data-passkey` asks the device and is sent with its answer; it shows only where that can work. */
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  async function made(asked) {
    const answer = await navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: named(asked.excludeCredentials),
      },
    });
    return {
      id: answer.id,
      rawId: text(answer.rawId),
      type: answer.type,
      response: {
        clientDataJSON: text(answer.response.clientDataJSON),
        attestationObject: text(answer.response.attestationObject),
      },
    };
  }

  async function shown(asked) {
    const answer = await navigator.credentials.get({
      publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) },
    });
    return {
      id: answer.id,
      rawId: text(answer.rawId),
      type: answer.type,
      response: {
        clientDataJSON: text(answer.response.clientDataJSON),
        authenticatorData: text(answer.response.authenticatorData),
        signature: text(answer.response.signature),
        userHandle: answer.response.userHandle ? text(answer.response.userHandle) : null,
      },
    };
  }

  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const failed = form.querySelector("[data-failed]");
      failed.hidden = true;
      try {
        const asked = JSON.parse(form.dataset.passkey);
        const answer = await ("makes" in form.dataset ? made(asked) : shown(asked));
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }
})();
