"""The one router: reading and importing share addresses, so they must share it."""

from ninja import Router

router = Router()
