"""Anlan 安澜: the software a city district runs its neighbourhood safety on."""
