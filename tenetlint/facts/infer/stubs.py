"""What little of the messaging libraries an inference by others needs: which classes are clients, what makes them."""

from __future__ import annotations

OSLO_MESSAGING = '''
class _CallContext:
    def call(self, ctxt, method, **kwargs):
        return kwargs["answer"]

    def cast(self, ctxt, method, **kwargs):
        return None

    def can_send_version(self, version=None):
        return bool(version)

    def prepare(self, **kwargs):
        return _CallContext()


class RPCClient(_CallContext):
    def __init__(self, transport, target=None, timeout=None, version_cap=None, serializer=None, retry=None):
        self.target = target


class Target:
    def __init__(self, **kwargs):
        self.topic = kwargs["topic"]


class Notifier:
    def prepare(self, **kwargs):
        return Notifier()


def get_rpc_client(transport, target, client_cls=RPCClient, **kwargs):
    return RPCClient(transport, target)


def get_rpc_transport(conf, url=None, allowed_remote_exmods=None):
    return conf


def get_notification_transport(conf, url=None, allowed_remote_exmods=None):
    return conf
'''

NEUTRON_LIB_RPC = '''
from oslo_messaging import RPCClient


class BackingOffClient(RPCClient):
    pass


def get_client(target, version_cap=None, serializer=None):
    return BackingOffClient(None, target)
'''

STUBS = {
    "oslo_messaging": OSLO_MESSAGING,
    "oslo_messaging.rpc": "from oslo_messaging import *\nfrom oslo_messaging import _CallContext\n",
    "oslo_messaging.rpc.client": "from oslo_messaging import *\nfrom oslo_messaging import _CallContext\n",
    "neutron_lib": "",
    "neutron_lib.rpc": NEUTRON_LIB_RPC,
}
"""Source by the dotted name of the module."""

CLIENTS = frozenset({"oslo_messaging._CallContext"})
"""The class whose kin are clients and call contexts."""
