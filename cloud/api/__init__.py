"""JSON over HTTP and the live WebSocket: parses, calls one service, serialises. Decides nothing."""
