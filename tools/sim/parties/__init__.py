"""Who acts in a run: cabinets' boards, the cloud, people, an eavesdropper. Each acts on its own and judges nobody."""
