// Asks for the items, orders one, and begins a film that nobody reads: its window runs empty.
async function shop() {
  const items = await (await fetch("/items.py")).json();
  for (const item of items) {
    const line = document.createElement("li");
    line.textContent = `${item.name}: ${item.price}`;
    document.getElementById("items").append(line);
  }
  await fetch("/order.py", { method: "POST", body: JSON.stringify({ item: items[0].name }) });
  window.film = await fetch("/film.py");
}
shop();
