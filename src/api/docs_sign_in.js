
// Signs the page in as the visitor of a demonstration, and keeps it signed in.
window.addEventListener("load", () => {
  const signIn = async () => {
    const answer = await fetch("/docs/visitor-token", { method: "POST" });
    if (!answer.ok) return;
    const { access_token: token, expires_in: seconds } = await answer.json();
    window.ui.preauthorizeApiKey("bearer", token);
    setTimeout(signIn, seconds * 800);
  };
  // The page knows its security schemes only once it has read the document.
  const waiting = setInterval(() => {
    if (!window.ui?.specSelectors.securityDefinitions()) return;
    clearInterval(waiting);
    signIn();
  }, 100);
});
