"""Writes every public page as a file, so that the site opens from a folder or from any host, without a server or a network.

``places`` decides what stands in the folder and where, ``asking`` gets each page from the app itself, ``editing`` changes HTML,
``timeline`` and ``values`` make the page of all events, ``assets`` takes the style sheets, fonts and scripts along, ``packing``
puts all other files into one archive, ``site`` puts it together, and ``folder`` replaces the former one. See docs/static-site.md.
"""

from talks.static_site.asking import SiteError
from talks.static_site.folder import Exported, export, write_zip

__all__ = ["Exported", "SiteError", "export", "write_zip"]
